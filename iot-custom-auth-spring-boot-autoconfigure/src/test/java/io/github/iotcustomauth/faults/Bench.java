package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;

/**
 * One application that publishes and one that receives, each behind a network of its own,
 * and the endpoint between them.
 */
final class Bench implements AutoCloseable {

	static final String PUBLISHER = "publisher";

	static final String RECEIVER = "receiver";

	static final Duration LIMIT = Duration.ofMinutes(3);

	/**
	 * The shortest delay before an attempt, since AWS allows one CONNECT a second.
	 */
	static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	/**
	 * The longest delay before an attempt, unless a fault is about the delays: faults
	 * follow one another too fast for a connection to end the series of failures.
	 */
	static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

	private static final Duration END_LIMIT = Duration.ofMinutes(1);

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final List<LocalIotCore> cores = new ArrayList<>(List.of(this.endpoint.core()));

	private final TcpProxy publisherNetwork = new TcpProxy(this.endpoint.port());

	private final TcpProxy receiverNetwork = new TcpProxy(this.endpoint.port());

	private final SettableClock clock = new SettableClock();

	private final Ledger ledger = new Ledger();

	private final Application publisher;

	private final Application receiver;

	private Traffic traffic;

	Bench(boolean direct, Consumer<ConnectionSettings.Builder> settings) {
		ConnectionSettings.Builder publishing = this.endpoint.settings(PUBLISHER)
			.port(direct ? this.endpoint.port() : this.publisherNetwork.port())
			.reconnectDelay(SHORTEST_DELAY, LONGEST_DELAY)
			.maxPending(100_000, 64L << 20);
		settings.accept(publishing);
		ConnectionSettings.Builder receiving = this.endpoint.settings(RECEIVER)
			.port(direct ? this.endpoint.port() : this.receiverNetwork.port())
			.transport(TransportType.TLS)
			.reconnectDelay(SHORTEST_DELAY, LONGEST_DELAY)
			.sessionExpiry(Duration.ofMinutes(10));
		settings.accept(receiving);
		this.publisher = new Application(publishing.build(), this.endpoint.trust(), this.clock);
		this.receiver = new Application(receiving.build(), this.endpoint.trust(), this.clock).receiving(Traffic.TOPIC,
				(message) -> this.ledger.received(Integer.parseInt(message.text())));
	}

	Bench started(int perSecond) {
		this.receiver.connected();
		this.publisher.connected();
		this.traffic = Traffic.start(this.publisher.connection(), this.ledger, perSecond);
		awaitFlow();
		return this;
	}

	LocalEndpoint endpoint() {
		return this.endpoint;
	}

	TcpProxy publisherNetwork() {
		return this.publisherNetwork;
	}

	TcpProxy receiverNetwork() {
		return this.receiverNetwork;
	}

	SettableClock clock() {
		return this.clock;
	}

	Application publisher() {
		return this.publisher;
	}

	Application receiver() {
		return this.receiver;
	}

	Ledger ledger() {
		return this.ledger;
	}

	/**
	 * Wait until a message that is published from now on has arrived.
	 */
	void awaitFlow() {
		int next = this.ledger.nextNumber();
		await(() -> this.ledger.hasReceivedFrom(next));
	}

	/**
	 * Do something that ends connections, and wait until they have ended and messages
	 * arrive again.
	 * @param action what ends the connections
	 * @param ended whose connections
	 */
	void interrupt(Runnable action, Application... ended) {
		long[] before = new long[ended.length];
		for (int i = 0; i < ended.length; i++) {
			before[i] = losses(ended[i]);
		}
		action.run();
		for (int i = 0; i < ended.length; i++) {
			Application application = ended[i];
			long earlier = before[i];
			await(() -> losses(application) > earlier);
		}
		awaitFlow();
	}

	private static long losses(Application application) {
		return application.events()
			.stream()
			.filter((event) -> event instanceof DisconnectedEvent ended && ended.wasConnected())
			.count();
	}

	/**
	 * Let the server end the connection of the publisher, as it does when the time that
	 * the authorizer granted is over.
	 */
	void dropPublisher() {
		this.endpoint.core().disconnectClient(PUBLISHER, 0x98);
	}

	/**
	 * Kill the endpoint with all its memory.
	 */
	void killEndpoint() {
		this.endpoint.core().cutConnections();
		this.endpoint.stop();
	}

	/**
	 * Start the endpoint again. Both connections have to have ended: what had arrived
	 * before that may still be on its way to the handler when the endpoint is killed.
	 */
	void startEndpointAgain() {
		this.ledger.mark();
		this.endpoint.startAgain();
		this.cores.add(this.endpoint.core());
	}

	/**
	 * When CONNECT packets arrived.
	 * @param clientId of which client
	 * @return the times, oldest first
	 */
	List<Instant> connects(String clientId) {
		return this.cores.stream().flatMap((core) -> core.getConnectAttempts(clientId).stream()).sorted().toList();
	}

	/**
	 * Publish no more, and wait until every publish has ended and every promised message
	 * has arrived.
	 */
	void settle() {
		this.traffic.close();
		awaitEnd(this.ledger);
	}

	/**
	 * Wait until every publish has ended and every promised message has arrived, and give
	 * up when it takes too long.
	 * @param ledger the ledger
	 */
	static void awaitEnd(Ledger ledger) {
		try {
			Awaitility.await().atMost(END_LIMIT).until(() -> ledger.undone() == 0 && ledger.lost() == 0);
		}
		catch (ConditionTimeoutException ex) {
			// the row will tell
		}
	}

	static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(LIMIT).until(condition::getAsBoolean);
	}

	static void awaitAsserted(ThrowingRunnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion);
	}

	@Override
	public void close() {
		if (this.traffic != null) {
			this.traffic.close();
		}
		this.publisher.close();
		this.receiver.close();
		this.publisherNetwork.close();
		this.receiverNetwork.close();
		this.endpoint.close();
	}

}
