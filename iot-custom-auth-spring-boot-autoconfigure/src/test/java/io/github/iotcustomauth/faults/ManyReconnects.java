package io.github.iotcustomauth.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reconnects of many connections at a time, since each of them may connect once a second
 * only, that leave threads, file descriptors and native resources where they were.
 */
final class ManyReconnects {

	static final int CONNECTIONS = 20;

	static final int EACH = Fault.FULL ? 50 : 2;

	private final Ledger ledger = new Ledger();

	String run() throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			List<Application> applications = new ArrayList<>();
			try {
				for (int i = 0; i < CONNECTIONS; i++) {
					applications.add(connect(endpoint, i));
				}
				return reconnect(applications);
			}
			finally {
				applications.forEach(Application::close);
			}
		}
	}

	private Application connect(LocalEndpoint endpoint, int number) {
		return new Application(endpoint.settings("client-" + number).build(), endpoint.trust())
			.receiving("topic/" + number, (message) -> this.ledger.received(Integer.parseInt(message.text())))
			.connected();
	}

	private String reconnect(List<Application> applications) {
		round(applications);
		Usage start = Usage.now();
		rounds(applications, EACH / 2);
		Usage middle = Usage.awaitNotAbove(start);
		rounds(applications, EACH - EACH / 2);
		Usage end = Usage.awaitNotAbove(start);
		assertThat(this.ledger.acknowledged()).isEqualTo(CONNECTIONS * (EACH + 1));
		return CONNECTIONS * EACH + " reconnects of " + CONNECTIONS + " connections: " + start + " at the start, "
				+ middle + " in the middle, " + end + " at the end";
	}

	private void rounds(List<Application> applications, int count) {
		for (int i = 0; i < count; i++) {
			round(applications);
		}
	}

	// one reconnect of each connection, and a message over the new one
	private void round(List<Application> applications) {
		CompletableFuture.allOf(applications.stream().map(Application::reconnect).toArray(CompletableFuture<?>[]::new))
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
		int next = this.ledger.nextNumber();
		for (int i = 0; i < applications.size(); i++) {
			this.ledger.publish(applications.get(i).connection(), "topic/" + i, next + i);
		}
		Bench.await(() -> this.ledger.received() == this.ledger.published() && this.ledger.undone() == 0);
	}

}
