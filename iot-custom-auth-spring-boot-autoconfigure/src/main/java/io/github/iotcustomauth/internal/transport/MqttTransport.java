package io.github.iotcustomauth.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Transport of one attempt to connect and, if it succeeds, of the connection. Opened
 * once, never reopened. Thread-safe; no method blocks.
 * <p>
 * The futures of the operations fail with a {@link TransportLostException} when the
 * transport ended before they were answered, and with an
 * {@link io.github.iotcustomauth.IotConnectionException} otherwise.
 */
public interface MqttTransport {

	/**
	 * Topic filter without a subscription: the server answers an UNSUBSCRIBE all the
	 * same.
	 */
	TopicFilter NEVER_SUBSCRIBED = TopicFilter.of("iot-custom-auth/probe");

	/**
	 * Start the attempt.
	 */
	void open();

	/**
	 * Publish a message.
	 * @param message the message
	 * @return the reason code of the PUBACK, 0 for QoS 0
	 */
	CompletableFuture<Integer> publish(IotMessage message);

	/**
	 * Send one SUBSCRIBE packet.
	 * @param filters the filters in the order of the packet
	 * @return the reason codes of the SUBACK, one a filter
	 */
	CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters);

	/**
	 * Send one UNSUBSCRIBE packet.
	 * @param filters the filters in the order of the packet
	 * @return the reason codes of the UNSUBACK, one a filter
	 */
	CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters);

	/**
	 * Ask the server for something harmless, behind everything that was sent before,
	 * acknowledgments included.
	 * @return completes with the answer
	 */
	default CompletableFuture<?> roundTrip() {
		return unsubscribe(Set.of(NEVER_SUBSCRIBED));
	}

	/**
	 * The failure to report when the attempt exceeds its time limit.
	 * @param limit the limit that was exceeded
	 * @return the failure
	 */
	IotFailure timedOut(Duration limit);

	/**
	 * End the attempt or the connection, with a DISCONNECT if there is one, and release
	 * all native handles, also those of a transport that was never opened;
	 * {@link Listener#onReleased()} follows, in the latter case on the calling thread.
	 * May be called more than once.
	 */
	void close();

	/**
	 * What the server granted.
	 * @return the settings in CONNACK, or {@code null} before it, or if they are not
	 * known
	 */
	default @Nullable GrantedSettings granted() {
		return null;
	}

	/**
	 * The client of the underlying library.
	 * @param <T> the type of the client
	 * @param type the type of the client
	 * @return the client, if it is of the type and open
	 */
	<T> Optional<T> unwrap(Class<T> type);

	/**
	 * Listener of a transport, invoked on native event-loop threads: must not block.
	 */
	interface Listener {

		/**
		 * The server accepted the connection.
		 * @param sessionPresent whether it kept the session
		 */
		void onConnected(boolean sessionPresent);

		/**
		 * The attempt failed or the connection was lost. Called at most once, and never
		 * because of {@link MqttTransport#close()}.
		 * @param failure the reason
		 * @param byServer whether the server closed the connection for a reason other
		 * than a take-over, a time limit or its own load, so that the packets it received
		 * last may be the cause
		 */
		void onEnded(IotFailure failure, boolean byServer);

		/**
		 * A message arrived.
		 * @param message the message
		 * @param acknowledgement acknowledges the message; to be run once, when the
		 * message has been handled, and without effect when the transport has ended
		 */
		void onMessage(IotMessage message, Runnable acknowledgement);

		/**
		 * All native handles have been released.
		 */
		void onReleased();

	}

	/**
	 * The server has not answered an operation in time, so that its result is unknown.
	 * The transport has ended if the operation is a publish, and lives on otherwise.
	 */
	final class UnansweredException extends IotConnectionException {

		public UnansweredException(String message, IotFailure failure) {
			super(message, failure);
		}

	}

	/**
	 * The transport ended before an operation was answered; it can be repeated on the
	 * next one.
	 */
	final class TransportLostException extends RuntimeException {

		public TransportLostException() {
			super("The transport ended before the operation was answered", null, false, false);
		}

	}

}
