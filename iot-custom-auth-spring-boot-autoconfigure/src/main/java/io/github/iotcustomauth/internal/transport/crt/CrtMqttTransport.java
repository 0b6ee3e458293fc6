package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.GrantedSettings;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.Mqtt5PublishAcknowledgementControlHandle;
import software.amazon.awssdk.crt.mqtt5.PublishResult;
import software.amazon.awssdk.crt.mqtt5.packets.PubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubscribePacket.SubscribePacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.UnsubscribePacket.UnsubscribePacketBuilder;

import org.springframework.util.Assert;

/**
 * Transport on a native client of its own.
 */
final class CrtMqttTransport implements MqttTransport {

	private static final IotFailure STOPPED = IotFailure.of(FailureReason.UNEXPECTED_ERROR,
			"The native client stopped after an unexpected error; the log has the details");

	private final ConnectionSettings settings;

	private final Listener listener;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile boolean closed;

	private volatile @Nullable GuardedClient client;

	private volatile @Nullable GrantedSettings granted;

	CrtMqttTransport(ConnectionSettings settings, Listener listener) {
		this.settings = settings;
		this.listener = listener;
	}

	void prepare(Mqtt5ClientOptionsBuilder options, EncodedCredentials credentials) {
		CrtCallbacks callbacks = new CrtCallbacks(this);
		options.withLifecycleEvents(callbacks).withPublishEvents(callbacks);
		if (this.settings.transport() == TransportType.WEBSOCKET) {
			options.withWebsocketHandshakeTransform(new WebSocketUpgrade(credentials));
		}
	}

	void create(Mqtt5ClientOptions options) {
		this.client = new GuardedClient(new Mqtt5Client(options));
	}

	@Override
	public void open() {
		client().start();
	}

	@Override
	public CompletableFuture<Integer> publish(IotMessage message) {
		CompletableFuture<PublishResult> sent;
		try {
			sent = client().invoke((open) -> open.publish(PublishPackets.toPacket(message)));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(translate(notPublished(message), ex));
		}
		if (sent == null) {
			return CompletableFuture.failedFuture(new TransportLostException());
		}
		return Answer.of(sent, (result) -> reasonCode(result.getResultPubAck()), (ex) -> {
			RuntimeException failure = translate(notPublished(message), ex);
			if (failure instanceof UnansweredException unanswered) {
				unanswered(unanswered.getFailure());
			}
			return failure;
		});
	}

	// until it is closed, the native client counts a publish without PUBACK against the
	// receive maximum of the server, and in the end sends none at all
	@SuppressWarnings("CatchingUnchecked") // the end is reported with the stop
	private void unanswered(IotFailure failure) {
		try {
			ended(failure, false);
		}
		catch (Throwable ex) {
			client().end();
		}
	}

	private static String notPublished(IotMessage message) {
		return "Message for topic '" + PrintableText.of(message.topic()) + "' was not published";
	}

	private static int reasonCode(@Nullable PubAckPacket packet) {
		return (packet != null && packet.getReasonCode() != null) ? packet.getReasonCode().getValue() : 0;
	}

	@Override
	public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
		SubscribePacketBuilder packet = new SubscribePacketBuilder();
		filters.forEach((filter, qos) -> packet.withSubscription(filter.value(), PublishPackets.toQos(qos)));
		return operation(() -> "No subscription to " + PrintableText.of(filters.keySet()),
				(open) -> open.subscribe(packet.build()),
				(result) -> result.getReasonCodes().stream().map((code) -> code.getValue()).toList());
	}

	@Override
	public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
		UnsubscribePacketBuilder packet = new UnsubscribePacketBuilder();
		filters.forEach((filter) -> packet.withSubscription(filter.value()));
		return operation(() -> "Subscription to " + PrintableText.of(filters) + " was not given up",
				(open) -> open.unsubscribe(packet.build()),
				(result) -> result.getReasonCodes().stream().map((code) -> code.getValue()).toList());
	}

	private <R> CompletableFuture<List<Integer>> operation(Supplier<String> what,
			Function<Mqtt5Client, CompletableFuture<R>> send, Function<R, List<Integer>> answer) {
		CompletableFuture<R> sent;
		try {
			sent = client().invoke(send);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(translate(what.get(), ex));
		}
		return (sent != null) ? Answer.of(sent, answer, (ex) -> translate(what.get(), ex))
				: CompletableFuture.failedFuture(new TransportLostException());
	}

	private RuntimeException translate(String message, Throwable ex) {
		if (!(ex instanceof CrtRuntimeException crt)) {
			return new IotConnectionException(message, IotFailure.of(FailureReason.UNEXPECTED_ERROR)
				.withDetail(-1, ex.getClass().getName() + ": " + ex.getMessage()), ex);
		}
		return switch (crt.errorCode) {
			case CrtFailures.USER_REQUESTED_STOP, CrtFailures.CLIENT_TERMINATED, CrtFailures.OFFLINE_QUEUE_POLICY ->
				new TransportLostException();
			case CrtFailures.ACK_TIMEOUT -> new UnansweredException(message, CrtFailures.of(crt.errorCode));
			default -> new IotConnectionException(message, CrtFailures.of(crt.errorCode), ex);
		};
	}

	void acknowledge(Mqtt5PublishAcknowledgementControlHandle handle) {
		client().invoke((open) -> {
			open.invokePublishAcknowledgement(handle);
			return true;
		});
	}

	@Override
	public IotFailure timedOut(Duration limit) {
		return IotFailure.of(FailureReason.CONNECT_TIMEOUT, "No connection within " + limit.toSeconds()
				+ " s ('aws.iot.custom-auth.connect-timeout'); check the firewall, whether a proxy is needed, that endpoint and "
				+ "port belong to AWS IoT Core, and the log of the authorizer");
	}

	IotFailure failedAttempt(int code) {
		return (this.settings.proxy() != null) ? CrtFailures.throughProxy(code) : CrtFailures.of(code);
	}

	void attempting() {
		client().attempting();
	}

	void connected(boolean sessionPresent, @Nullable GrantedSettings settings) {
		this.granted = settings;
		this.listener.onConnected(sessionPresent);
	}

	@Override
	public @Nullable GrantedSettings granted() {
		return this.granted;
	}

	void received(IotMessage message, @Nullable Mqtt5PublishAcknowledgementControlHandle handle) {
		this.listener.onMessage(message, () -> {
			if (handle != null) {
				acknowledge(handle);
			}
		});
	}

	void ended(IotFailure failure, boolean byServer) {
		if (this.closed || !this.ended.compareAndSet(false, true)) {
			return;
		}
		boolean reported = false;
		try {
			this.listener.onEnded(failure, byServer);
			reported = true;
		}
		finally {
			// reported again when the client has stopped
			this.ended.set(reported);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		if (client().end()) {
			this.listener.onReleased();
		}
	}

	void stopped() {
		if (!client().close()) {
			return;
		}
		try {
			ended(STOPPED, false);
		}
		finally {
			this.listener.onReleased();
		}
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return Optional.ofNullable(client().invoke((open) -> type.isInstance(open) ? type.cast(open) : null));
	}

	private GuardedClient client() {
		GuardedClient created = this.client;
		Assert.state(created != null, "The native client has not been created");
		return created;
	}

}
