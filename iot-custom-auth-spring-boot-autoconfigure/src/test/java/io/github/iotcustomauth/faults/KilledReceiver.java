package io.github.iotcustomauth.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The receiver is killed in the middle of a handler and started again.
 */
final class KilledReceiver implements FaultRow {

	private static final int TIMES = Fault.FULL ? 5 : 1;

	// tried so often until the kill really met a handler
	private static final int TRIES = 2 * TIMES + 1;

	private final Ledger ledger = new Ledger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private volatile CompletableFuture<Integer> inLongHandler = new CompletableFuture<>();

	@Override
	public String name() {
		return "receiver killed in the middle of handlers";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		Path certificate = Files.createTempFile("fault-bench", ".pem");
		try (LocalEndpoint endpoint = new LocalEndpoint();
				Application publisher = new Application(endpoint.settings(Bench.PUBLISHER).build(), endpoint.trust())) {
			Files.writeString(certificate, endpoint.caPem());
			publisher.connected();
			int kills = 0;
			int inHandler = 0;
			ChildProcess receiver = start(endpoint, certificate);
			try (Traffic traffic = startWhenSubscribed(endpoint, publisher)) {
				for (; inHandler < TIMES && kills < TRIES; kills++) {
					awaitFlow();
					this.inLongHandler = new CompletableFuture<>();
					this.inLongHandler.get(Bench.LIMIT.toSeconds(), TimeUnit.SECONDS);
					receiver.kill();
					inHandler += this.begun.get() - this.ended.get();
					this.begun.set(0);
					this.ended.set(0);
					receiver = start(endpoint, certificate);
				}
				awaitFlow();
				traffic.close();
				Bench.awaitEnd(this.ledger);
			}
			finally {
				receiver.close();
			}
			Row row = table.add(Row.of(name(), kills, this.ledger, connects(endpoint),
					inHandler + " times in the middle of a handler"));
			assertThat(inHandler).isGreaterThanOrEqualTo(TIMES);
			assertThat(row.undone()).as("publishes without an end").isZero();
			assertThat(row.failures()).isEmpty();
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
		}
		finally {
			Files.delete(certificate);
		}
	}

	// without a session there is nothing that could be kept
	private Traffic startWhenSubscribed(LocalEndpoint endpoint, Application publisher) {
		Bench.await(() -> !endpoint.events(LocalIotCoreEvent.Type.SUBSCRIBED).isEmpty());
		return Traffic.start(publisher.connection(), this.ledger);
	}

	private ChildProcess start(LocalEndpoint endpoint, Path certificate) {
		return ChildProcess.start(ReceiverProcess.class, (number) -> {
			this.begun.incrementAndGet();
			if (ReceiverProcess.takesLong(number)) {
				this.inLongHandler.complete(number);
			}
		}, (number) -> {
			this.ended.incrementAndGet();
			this.ledger.received(number);
		}, String.valueOf(endpoint.port()), certificate.toString());
	}

	private void awaitFlow() {
		int next = this.ledger.nextNumber();
		Bench.await(() -> this.ledger.hasReceivedFrom(next));
	}

	private static int connects(LocalEndpoint endpoint) {
		return endpoint.core().getConnectAttempts(Bench.PUBLISHER).size()
				+ endpoint.core().getConnectAttempts(Bench.RECEIVER).size();
	}

}
