package io.github.iotcustomauth.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.Qos;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Fluent client that sends objects and requests over an {@link IotConnection}:
 *
 * <pre class="code">
 * client.to("devices/{id}/commands", id).body(command).send();
 * client.to("devices/{id}/status", id).request(Status.class);
 * </pre>
 *
 * Thread-safe. Connection and client share one rule for futures: see
 * {@link IotConnection}.
 */
public interface IotClient {

	/**
	 * Start a message to a topic, with QoS 1 and an empty payload.
	 * <p>
	 * A variable is a name in braces; names are made of letters, digits, {@code _},
	 * {@code -} and {@code .}. Values replace the variables in order. A value is never
	 * more than a part of its level of the topic.
	 * @param topic the topic, at most 256 bytes and 7 slashes (AWS IoT Core) with its
	 * variables replaced
	 * @param variables a value for every variable, in order; their {@code toString} is
	 * taken
	 * @return the message
	 * @throws IllegalArgumentException if there are more or fewer values than variables,
	 * if a value is {@code null} or empty, contains {@code +}, {@code #}, {@code /} or
	 * U+0000, or makes the topic start with {@code $}, or if the result is no valid topic
	 * name
	 */
	MessageSpec to(String topic, Object... variables);

	/**
	 * A message that is to be sent. Immutable, as long as its body is not changed: every
	 * method returns a message of its own, so that one can be kept, and sent by several
	 * threads any number of times.
	 */
	interface MessageSpec {

		/**
		 * Send with this quality of service.
		 * @param qos the quality of service
		 * @return the changed message
		 */
		MessageSpec qos(Qos qos);

		/**
		 * Let the server keep the message for those who subscribe later.
		 * @return the changed message
		 */
		MessageSpec retain();

		/**
		 * Say what the payload is (MQTT 5 content type). Without it, the content type is
		 * that of the converter, and none for a byte array or a text.
		 * @param contentType the content type
		 * @return the changed message
		 */
		MessageSpec contentType(String contentType);

		/**
		 * Add a user property (MQTT 5).
		 * @param name the name, which may be there already
		 * @param value the value
		 * @return the changed message
		 */
		MessageSpec userProperty(String name, String value);

		/**
		 * Let the server drop the message when it could not be delivered for so long
		 * (MQTT 5 message expiry interval).
		 * @param expiry 1 second to 7 days (AWS IoT Core), in whole seconds
		 * @return the changed message
		 * @throws IllegalArgumentException if it is shorter or longer
		 */
		MessageSpec expiry(Duration expiry);

		/**
		 * Set the payload. A byte array is sent unchanged and not copied, a text as
		 * UTF-8, and any other object as what the message converters make of it at the
		 * moment of sending.
		 * @param body a byte array, a text or an object; at most 128 KiB (AWS IoT Core)
		 * when converted
		 * @return the changed message
		 */
		MessageSpec body(Object body);

		/**
		 * Send the message.
		 * @return a future that completes with the PUBACK (QoS 1) or when the message was
		 * written (QoS 0), and fails with an {@link IotConnectionException} as
		 * {@link IotConnection#publish} does. Chained code runs on a callback thread and
		 * may block, as {@link IotConnection} describes
		 * @throws IllegalArgumentException if no converter knows the body, or if it is
		 * too long
		 * @throws org.springframework.messaging.converter.MessageConversionException if a
		 * converter fails
		 */
		CompletableFuture<@Nullable Void> send();

		/**
		 * Send the message and wait. May be called in a listener, and in code that is
		 * chained to a future of the connection.
		 * @param limit how long to wait, more than zero
		 * @throws IotConnectionException if sending failed, as {@link #send()} does; if
		 * it took longer, in which case the message may still be sent; or if the thread
		 * was interrupted, whose interrupt flag is then set again
		 * @throws IllegalArgumentException if no converter knows the body, or if it is
		 * too long
		 * @throws org.springframework.messaging.converter.MessageConversionException if a
		 * converter fails
		 */
		void sendAndWait(Duration limit);

		/**
		 * Send the message as a request, with the default time limit.
		 * @param <T> the type of the answer
		 * @param type the type of the answer
		 * @return the answer, see {@link #request(ParameterizedTypeReference, Duration)}
		 */
		<T> CompletableFuture<T> request(Class<T> type);

		/**
		 * Send the message as a request.
		 * @param <T> the type of the answer
		 * @param type the type of the answer
		 * @param limit how long everything may take, more than zero
		 * @return the answer, see {@link #request(ParameterizedTypeReference, Duration)}
		 */
		<T> CompletableFuture<T> request(Class<T> type, Duration limit);

		/**
		 * Send the message as a request, with the default time limit.
		 * @param <T> the type of the answer
		 * @param type the type of the answer
		 * @return the answer, see {@link #request(ParameterizedTypeReference, Duration)}
		 */
		<T> CompletableFuture<T> request(ParameterizedTypeReference<T> type);

		/**
		 * Send the message as a request: with a response topic and correlation data (MQTT
		 * 5 section 4.10), which the receiver sends back with its answer. The answers of
		 * all requests arrive through one subscription, which the first of them makes.
		 * Unless the message has an expiry, it expires with the limit.
		 * <p>
		 * Chained code runs on {@link CompletableFuture#defaultExecutor()} and may wait
		 * for another answer. Cancel the future to give the request up.
		 * @param <T> the type of the answer
		 * @param type the type of the answer
		 * @param limit how long everything may take, more than zero: the subscription of
		 * the first request, sending and the answer
		 * @return a future that completes with the first answer, and fails with an
		 * {@link IotConnectionException} when the server refuses the subscription, when
		 * the message cannot be sent, when there is no answer within the limit
		 * ({@code FailureReason.NO_REPLY}), or at once when 1,000 requests wait for their
		 * answers already ({@code FailureReason.TOO_MANY_PENDING_REQUESTS}), and with an
		 * {@link InvalidMessageException} when the answer cannot be read
		 * @throws IllegalArgumentException if no converter knows the body, or if it is
		 * too long
		 * @throws IllegalStateException if the client id cannot be part of the topic for
		 * answers, and no other topic is configured
		 * @throws org.springframework.messaging.converter.MessageConversionException if a
		 * converter fails
		 */
		<T> CompletableFuture<T> request(ParameterizedTypeReference<T> type, Duration limit);

	}

}
