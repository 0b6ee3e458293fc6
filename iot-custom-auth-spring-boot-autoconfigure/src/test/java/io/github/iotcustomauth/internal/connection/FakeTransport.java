package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.transport.MqttTransport;

/**
 * Transport that keeps what it is told, and whose server is played by the test.
 */
public final class FakeTransport implements MqttTransport {

	public static final IotFailure TIMED_OUT = IotFailure.of(FailureReason.CONNECT_TIMEOUT, "Check the test");

	public static final IotFailure LOST = IotFailure.of(FailureReason.CONNECTION_LOST, "Check the test")
		.withDetail(1051, "AWS_IO_SOCKET_CLOSED");

	private final List<Publish> publishes = Collections.synchronizedList(new ArrayList<>());

	private final List<Subscribe> subscribes = Collections.synchronizedList(new ArrayList<>());

	private boolean roundTrips;

	private final List<Unsubscribe> unsubscribes = Collections.synchronizedList(new ArrayList<>());

	private final Listener listener;

	private final EncodedCredentials credentials;

	private Function<IotMessage, CompletableFuture<Integer>> publisher = (message) -> new CompletableFuture<>();

	private Runnable onOpen = () -> {
	};

	private volatile Runnable onClose = () -> {
	};

	private Runnable onSubscribe = () -> {
	};

	private volatile boolean opened;

	private volatile boolean closed;

	public FakeTransport() {
		this(null, null);
	}

	public FakeTransport(Listener listener, EncodedCredentials credentials) {
		this.listener = listener;
		this.credentials = credentials;
	}

	/**
	 * Answer to publishes instead of leaving that to the test.
	 * @param publisher gives the answers
	 * @return this transport
	 */
	public FakeTransport publishWith(Function<IotMessage, CompletableFuture<Integer>> publisher) {
		this.publisher = publisher;
		return this;
	}

	/**
	 * Let the server accept the connection at once, and give back the handles at the end.
	 * @return this transport
	 */
	public FakeTransport accepting() {
		this.onOpen = () -> this.listener.onConnected(false);
		this.onClose = this.listener::onReleased;
		return this;
	}

	/**
	 * Run something when the transport is opened.
	 * @param onOpen what to run
	 * @return this transport
	 */
	FakeTransport onOpen(Runnable onOpen) {
		Runnable before = this.onOpen;
		this.onOpen = () -> {
			onOpen.run();
			before.run();
		};
		return this;
	}

	/**
	 * Run something when a SUBSCRIBE packet is sent.
	 * @param onSubscribe what to run
	 */
	public void onSubscribe(Runnable onSubscribe) {
		this.onSubscribe = onSubscribe;
	}

	/**
	 * Run something when the transport is closed.
	 * @param onClose what to run
	 */
	void onClose(Runnable onClose) {
		Runnable before = this.onClose;
		this.onClose = () -> {
			onClose.run();
			before.run();
		};
	}

	Listener listener() {
		return this.listener;
	}

	EncodedCredentials credentials() {
		return this.credentials;
	}

	public boolean isOpened() {
		return this.opened;
	}

	public boolean isClosed() {
		return this.closed;
	}

	public List<Publish> publishes() {
		synchronized (this.publishes) {
			return List.copyOf(this.publishes);
		}
	}

	public List<String> published() {
		return publishes().stream().map((publish) -> publish.message().text()).toList();
	}

	public List<Subscribe> subscribes() {
		return this.subscribes;
	}

	public List<Unsubscribe> unsubscribes() {
		return this.unsubscribes;
	}

	/**
	 * Answer to a publish.
	 * @param index which one
	 * @param reasonCode the reason code of the PUBACK
	 */
	public void acknowledge(int index, int reasonCode) {
		this.publishes.get(index).answer().complete(reasonCode);
	}

	/**
	 * Fail everything that is not answered, as a transport does when it ends.
	 */
	public void fail() {
		publishes().forEach((publish) -> publish.answer().completeExceptionally(new TransportLostException()));
		List.copyOf(this.subscribes)
			.forEach((subscribe) -> subscribe.answer().completeExceptionally(new TransportLostException()));
		List.copyOf(this.unsubscribes)
			.forEach((unsubscribe) -> unsubscribe.answer().completeExceptionally(new TransportLostException()));
	}

	@Override
	public void open() {
		this.opened = true;
		this.onOpen.run();
	}

	@Override
	public CompletableFuture<Integer> publish(IotMessage message) {
		Publish publish = new Publish(message, this.publisher.apply(message));
		this.publishes.add(publish);
		return publish.answer();
	}

	@Override
	public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
		Subscribe subscribe = new Subscribe(filters, new CompletableFuture<>());
		this.subscribes.add(subscribe);
		this.onSubscribe.run();
		return subscribe.answer();
	}

	/**
	 * Answer round trips at once, without an UNSUBSCRIBE to be seen.
	 * @return this
	 */
	FakeTransport answeringRoundTrips() {
		this.roundTrips = true;
		return this;
	}

	/**
	 * Show the UNSUBSCRIBE of a round trip, whose answer is left to the test.
	 */
	void answeringRoundTripsLater() {
		this.roundTrips = false;
	}

	@Override
	public CompletableFuture<?> roundTrip() {
		return this.roundTrips ? CompletableFuture.completedFuture(null) : MqttTransport.super.roundTrip();
	}

	@Override
	public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
		Unsubscribe unsubscribe = new Unsubscribe(filters, new CompletableFuture<>());
		this.unsubscribes.add(unsubscribe);
		return unsubscribe.answer();
	}

	@Override
	public IotFailure timedOut(Duration limit) {
		return TIMED_OUT;
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.onClose.run();
		}
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
	}

	/**
	 * A publish and the answer to it.
	 *
	 * @param message the message
	 * @param answer to be completed with the reason code
	 */
	public record Publish(IotMessage message, CompletableFuture<Integer> answer) {
	}

	/**
	 * A SUBSCRIBE packet and the answer to it.
	 *
	 * @param filters the filters in the order of the packet
	 * @param answer to be completed with the reason codes
	 */
	public record Subscribe(Map<TopicFilter, Qos> filters, CompletableFuture<List<Integer>> answer) {

		public List<String> texts() {
			return this.filters.keySet().stream().map(TopicFilter::value).toList();
		}

	}

	/**
	 * An UNSUBSCRIBE packet and the answer to it.
	 *
	 * @param filters the filters in the order of the packet
	 * @param answer to be completed with the reason codes
	 */
	public record Unsubscribe(Set<TopicFilter> filters, CompletableFuture<List<Integer>> answer) {
	}

}
