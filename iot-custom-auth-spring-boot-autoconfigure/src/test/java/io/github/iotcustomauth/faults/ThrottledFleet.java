package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections start at the same time, and the endpoint has no time for their
 * SUBSCRIBEs. All of them are subscribed in the end, without another connection.
 */
final class ThrottledFleet implements FaultRow {

	private static final int CONNECTIONS = Fault.FULL ? 50 : 8;

	private static final int THROTTLED = 0x97;

	private final Ledger ledger = new Ledger();

	@Override
	public String name() {
		return "SUBACK throttled for a fleet";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		List<Application> fleet = new ArrayList<>();
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			endpoint.core().faults().suback(THROTTLED);
			try {
				for (int i = 0; i < CONNECTIONS; i++) {
					fleet.add(connect(endpoint, i));
				}
				Bench.await(() -> fleet.stream().noneMatch(ThrottledFleet::isSubscribed));
				endpoint.core().faults().suback();
				Bench.await(() -> fleet.stream().allMatch(ThrottledFleet::isSubscribed));
				for (int i = 0; i < CONNECTIONS; i++) {
					this.ledger.publish(fleet.get(i).connection(), topic(i), i);
				}
				Bench.awaitEnd(this.ledger);
				int connects = IntStream.range(0, CONNECTIONS)
					.map((number) -> endpoint.core().getConnectAttempts(clientId(number)).size())
					.sum();
				Row row = table.add(Row.of(name(), 1, this.ledger, connects, CONNECTIONS + " connections"));
				assertThat(row.acknowledged()).isEqualTo(CONNECTIONS);
				assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
				assertThat(row.connects()).isEqualTo(CONNECTIONS);
			}
			finally {
				fleet.forEach(Application::close);
			}
		}
	}

	private Application connect(LocalEndpoint endpoint, int number) {
		return new Application(endpoint.settings(clientId(number)).sessionExpiry(Duration.ofMinutes(10)).build(),
				endpoint.trust())
			.receiving(topic(number), (message) -> this.ledger.received(Integer.parseInt(message.text())))
			.connected();
	}

	private static boolean isSubscribed(Application application) {
		return application.connection().getRefusedSubscriptions().isEmpty();
	}

	private static String clientId(int number) {
		return "fleet-" + number;
	}

	private static String topic(int number) {
		return "fleet/" + number;
	}

}
