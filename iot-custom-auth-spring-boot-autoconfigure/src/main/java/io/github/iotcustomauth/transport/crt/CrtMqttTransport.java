package io.github.iotcustomauth.transport.crt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.EncodedCredentials;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.Mqtt5PublishAcknowledgementControlHandle;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.PubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubscribePacket.SubscribePacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.UnsubscribePacket.UnsubscribePacketBuilder;

import org.springframework.util.Assert;

/**
 * One native client for one attempt.
 * <p>
 * Operations share a lock that closing takes exclusively: an operation that overlaps the
 * close of the native client aborts the JVM. The lock is never held over a callback.
 */
final class CrtMqttTransport implements MqttTransport {

	private final ConnectionSettings settings;

	private final Listener listener;

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Mqtt5Client client;

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
		this.client = new Mqtt5Client(options);
	}

	@Override
	public void open() {
		withClient((open) -> {
			open.start();
			return true;
		});
	}

	@Override
	public CompletableFuture<Integer> publish(IotMessage message) {
		return operation("Message for topic '" + message.topic() + "' was not published",
				(open) -> open.publish(PublishPackets.toPacket(message)),
				(result) -> reasonCode(result.getResultPubAck()));
	}

	private static int reasonCode(@Nullable PubAckPacket packet) {
		return (packet != null && packet.getReasonCode() != null) ? packet.getReasonCode().getValue() : 0;
	}

	@Override
	public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
		SubscribePacketBuilder packet = new SubscribePacketBuilder();
		filters.forEach((filter, qos) -> packet.withSubscription(filter.value(), PublishPackets.toQos(qos)));
		return operation("No subscription to " + filters.keySet(), (open) -> open.subscribe(packet.build()),
				(result) -> result.getReasonCodes().stream().map((code) -> code.getValue()).toList());
	}

	@Override
	public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
		UnsubscribePacketBuilder packet = new UnsubscribePacketBuilder();
		filters.forEach((filter) -> packet.withSubscription(filter.value()));
		return operation("Subscription to " + filters + " was not given up", (open) -> open.unsubscribe(packet.build()),
				(result) -> result.getReasonCodes().stream().map((code) -> code.getValue()).toList());
	}

	private <R, T> CompletableFuture<T> operation(String message, Function<Mqtt5Client, CompletableFuture<R>> send,
			Function<R, T> answer) {
		CompletableFuture<T> result = new CompletableFuture<>();
		CompletableFuture<R> sent;
		try {
			sent = withClient(send);
		}
		catch (CrtRuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		if (sent == null) {
			result.completeExceptionally(new TransportLostException());
			return result;
		}
		sent.whenComplete((value, ex) -> {
			try {
				if (ex == null) {
					result.complete(answer.apply(value));
					return;
				}
				RuntimeException failure = translate(message, ex);
				result.completeExceptionally(failure);
				endIfUnanswered(failure);
			}
			catch (RuntimeException unreadable) {
				result.completeExceptionally(unexpected(message, unreadable));
			}
		});
		return result;
	}

	// until it is closed, the native client counts a publish without PUBACK against the
	// receive maximum of the server, and in the end sends none at all
	private void endIfUnanswered(RuntimeException failure) {
		if (failure instanceof UnansweredException unanswered) {
			ended(unanswered.getFailure(), false);
		}
	}

	private static IotConnectionException unexpected(String message, Throwable ex) {
		return new IotConnectionException(message,
				new IotFailure(Kind.NETWORK, -1, "OPERATION_FAILED", String.valueOf(ex.getMessage())), ex);
	}

	private RuntimeException translate(String message, Throwable ex) {
		if (!(ex instanceof CrtRuntimeException crt)) {
			return unexpected(message, ex);
		}
		return switch (crt.errorCode) {
			case CrtFailures.USER_REQUESTED_STOP, CrtFailures.CLIENT_TERMINATED, CrtFailures.OFFLINE_QUEUE_POLICY ->
				new TransportLostException();
			case CrtFailures.ACK_TIMEOUT ->
				new UnansweredException(message, CrtFailures.of(crt.errorCode, this.settings.endpoint()));
			default -> new IotConnectionException(message, CrtFailures.of(crt.errorCode, this.settings.endpoint()), ex);
		};
	}

	void acknowledge(Mqtt5PublishAcknowledgementControlHandle handle) {
		withClient((open) -> {
			open.invokePublishAcknowledgement(handle);
			return true;
		});
	}

	@Override
	public IotFailure timedOut(Duration limit) {
		return new IotFailure(Kind.NETWORK, -1, "CONNECT_TIMEOUT", "No connection within " + limit.toSeconds()
				+ " s ('aws.iot.custom-auth.connect-timeout'). A certificate that is not trusted is reported only after "
				+ "12 to 25 s, so check 'aws.iot.custom-auth.ssl.bundle' or wait longer; otherwise check the firewall, "
				+ "and that endpoint and port belong to AWS IoT Core");
	}

	void connected(boolean sessionPresent) {
		this.listener.onConnected(sessionPresent);
	}

	void received(IotMessage message, @Nullable Mqtt5PublishAcknowledgementControlHandle handle) {
		this.listener.onMessage(message, () -> {
			if (handle != null) {
				acknowledge(handle);
			}
		});
	}

	void ended(IotFailure failure, boolean byServer) {
		if (this.ended.compareAndSet(false, true)) {
			this.listener.onEnded(failure, byServer);
		}
	}

	String endpoint() {
		return this.settings.endpoint();
	}

	@Override
	public void close() {
		this.ended.set(true);
		withClient((open) -> {
			open.stop(new DisconnectPacketBuilder().withReasonCode(DisconnectReasonCode.NORMAL_DISCONNECTION).build());
			return true;
		});
	}

	void stopped() {
		this.lock.writeLock().lock();
		try {
			Assert.state(this.client != null, "The native client has been closed twice");
			this.client.close();
			this.client = null;
		}
		finally {
			this.lock.writeLock().unlock();
		}
		this.listener.onReleased();
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return Optional.ofNullable(withClient((open) -> type.isInstance(open) ? type.cast(open) : null));
	}

	private <T> @Nullable T withClient(Function<Mqtt5Client, @Nullable T> action) {
		this.lock.readLock().lock();
		try {
			return (this.client != null) ? action.apply(this.client) : null;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

}
