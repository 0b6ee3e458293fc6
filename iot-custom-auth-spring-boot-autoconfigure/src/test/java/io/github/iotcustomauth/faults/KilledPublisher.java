package io.github.iotcustomauth.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.support.LocalEndpoint;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The publisher, whose outbox is a database in a file, is killed and started again, every
 * other time while it has no network. What the outbox had taken is promised.
 */
final class KilledPublisher implements FaultRow {

	private static final int TIMES = Fault.FULL ? 5 : 1;

	private static final int KEPT = 200;

	// one may have been on its way into the outbox
	private static final int GAP = 10;

	private final Ledger ledger = new Ledger();

	private final AtomicInteger done = new AtomicInteger();

	@Override
	public String name() {
		return "publisher with the JDBC outbox killed";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		Path directory = Files.createTempDirectory("fault-bench");
		try (LocalEndpoint endpoint = new LocalEndpoint(); TcpProxy network = new TcpProxy(endpoint.port())) {
			try (Application receiver = new Application(
					endpoint.settings(Bench.RECEIVER).sessionExpiry(Duration.ofMinutes(10)).build(), endpoint.trust())
				.receiving(Traffic.TOPIC, (message) -> this.ledger.received(Integer.parseInt(message.text())))
				.connected()) {
				int unsent = killRepeatedly(endpoint, network, directory);
				Row row = table.add(Row.of(name(), TIMES, this.ledger, connects(endpoint),
						unsent + " were in the outbox without PUBACK when it was killed"));
				assertThat(unsent).isGreaterThanOrEqualTo(KEPT);
				assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
				assertThat(this.ledger.disordered()).as("out of order").isZero();
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private int killRepeatedly(LocalEndpoint endpoint, TcpProxy network, Path directory) throws Exception {
		int unsent = 0;
		ChildProcess publisher = start(endpoint, network, directory);
		try {
			for (int i = 0; i < TIMES; i++) {
				awaitFlow();
				boolean offline = i % 2 == 0;
				if (offline) {
					network.refuse();
					network.cut();
				}
				int enough = this.ledger.acknowledged() + KEPT;
				Bench.await(() -> this.ledger.acknowledged() >= enough);
				publisher.kill();
				unsent += this.ledger.acknowledged() - this.done.get();
				this.done.set(this.ledger.acknowledged());
				if (offline) {
					network.accept();
				}
				publisher = start(endpoint, network, directory);
			}
			awaitFlow();
			publisher.terminate();
			Bench.awaitEnd(this.ledger);
		}
		finally {
			publisher.close();
		}
		return unsent;
	}

	private void awaitFlow() {
		int next = this.ledger.nextNumber();
		Bench.await(() -> this.ledger.hasReceivedFrom(next));
	}

	private ChildProcess start(LocalEndpoint endpoint, TcpProxy network, Path directory) {
		return ChildProcess.start(PublisherProcess.class, (number) -> {
			this.ledger.published(number);
			this.ledger.acknowledged(number);
		}, (number) -> this.done.incrementAndGet(), String.valueOf(this.ledger.nextNumber() + GAP),
				"--spring.ssl.bundle.pem.iot.truststore.certificate=" + endpoint.caPem(),
				"--spring.datasource.url=jdbc:h2:file:" + directory.resolve("outbox") + ";WRITE_DELAY=0",
				"--aws.iot.custom-auth.ssl.bundle=iot", "--aws.iot.custom-auth.endpoint=localhost",
				"--aws.iot.custom-auth.port=" + network.port(), "--aws.iot.custom-auth.client-id=" + Bench.PUBLISHER,
				"--aws.iot.custom-auth.publish.outbox=jdbc", "--aws.iot.custom-auth.publish.rate=unlimited",
				"--aws.iot.custom-auth.publish.jdbc.initialize-schema=always");
	}

	private static int connects(LocalEndpoint endpoint) {
		return endpoint.core().getConnectAttempts(Bench.PUBLISHER).size()
				+ endpoint.core().getConnectAttempts(Bench.RECEIVER).size();
	}

}
