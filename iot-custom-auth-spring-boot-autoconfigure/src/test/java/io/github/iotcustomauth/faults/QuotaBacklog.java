package io.github.iotcustomauth.faults;

import java.time.Duration;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.transport.ConnectionSettings;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A backlog meets an endpoint that discards messages beyond 100 a second, as AWS does. It
 * is sent at that rate, over one connection.
 */
final class QuotaBacklog implements FaultRow {

	private static final int BACKLOG = Fault.FULL ? 10_000 : 300;

	private static final int PER_SECOND = 100;

	// half of the rate, for a machine that is busy with other faults
	private static final Duration LIMIT = Duration.ofSeconds(30 + 2 * BACKLOG / PER_SECOND);

	private final Ledger ledger = new Ledger();

	@Override
	public String name() {
		return "quota with a backlog of " + BACKLOG;
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (LocalIotCore core = LocalIotCore.builder()
			.enable(Limit.PUBLISH_RATE)
			.connectAuthorizer((attempt) -> new ConnectDecision.Granted("principal", (action, resource) -> true,
					Duration.ofDays(1), Duration.ofMinutes(5)))
			.start(); Application publisher = new Application(settings(core), trust(core))) {
			for (int number = 0; number < BACKLOG; number++) {
				this.ledger.publish(publisher.connection(), Traffic.TOPIC, number);
			}
			long start = System.nanoTime();
			publisher.connected();
			// the row will tell when it takes too long
			core.await(LIMIT, (endpoint) -> this.ledger.undone() == 0);
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			core.getMessages().forEach((message) -> this.ledger.received(Integer.parseInt(message.text())));
			Row row = table.add(Row.of(name(), 1, this.ledger, core.getConnectAttempts(Bench.PUBLISHER).size(),
					BACKLOG * 1000L / taken.toMillis() + " messages a second"));
			assertThat(row.acknowledged()).isEqualTo(BACKLOG);
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
			assertThat(this.ledger.disordered()).as("out of order").isZero();
			assertThat(row.connects()).isEqualTo(1);
		}
	}

	private static ConnectionSettings settings(LocalIotCore core) {
		return ConnectionSettings.builder(core.getHost(), Bench.PUBLISHER)
			.port(core.getPort())
			.maxPending(BACKLOG, 64L << 20)
			// what the endpoint discards is missed soon
			.operationTimeout(Duration.ofSeconds(10))
			.reconnectDelay(Bench.SHORTEST_DELAY, Bench.LONGEST_DELAY)
			.build();
	}

	private static SslBundle trust(LocalIotCore core) {
		return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(core.getCaCertificatePem())));
	}

}
