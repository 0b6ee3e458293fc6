package io.github.iotcustomauth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingConsumer;

/**
 * MQTT connection to AWS IoT Core that authenticates through a custom authorizer,
 * reconnects by itself and keeps its subscriptions and unacknowledged publishes over a
 * reconnect. Thread-safe.
 * <p>
 * All futures follow the same rule. They complete on threads of the connection; what an
 * application chains to them, also without an {@code …Async} method, runs on callback
 * threads and may block. They fail with an {@link IotConnectionException}, whose
 * {@link IotConnectionException#getFailure() failure} says why. Invalid arguments throw
 * an {@link IllegalArgumentException} at the call.
 */
public interface IotConnection {

	/**
	 * Publish a message.
	 * <p>
	 * With QoS 1 the message is kept, in order, until the server has acknowledged it, and
	 * sent again after a lost connection, so that the receiver may see it twice. With QoS
	 * 0 it is sent at once or not at all.
	 * <p>
	 * The strings of a message must not contain control characters, nor characters beyond
	 * U+FFFF: AWS's native client (aws-crt) passes strings as modified UTF-8, and the
	 * server would receive others. The payload may have any bytes. Limits of AWS IoT
	 * Core: content type 256 bytes, correlation data 8 KiB, names and values of user
	 * properties 8 KiB together.
	 * <p>
	 * With an outbox, a message that is published in a transaction on its database is
	 * sent after the commit, and its future fails after a rollback. The thread of the
	 * transaction must not wait for it before that.
	 * @param message the message
	 * @return a future that completes with the PUBACK (QoS 1) or when the message was
	 * written (QoS 0), and fails when the server refuses the message, does not
	 * acknowledge it within the operation time-out on two connections in a row, when too
	 * many messages wait already, when a QoS 0 message meets no connection, or when the
	 * connection is closed for good. A QoS 1 message that was not sent yet is withdrawn
	 * when the future is cancelled
	 * @throws IotConnectionException if the present transaction cannot store the message
	 */
	CompletableFuture<@Nullable Void> publish(IotMessage message);

	/**
	 * Subscribe. The subscription is kept over reconnects until it is given up.
	 * <p>
	 * Every subscription with a filter that matches gets a message, once, also if several
	 * of them have the same filter. A server may send one copy for each of several
	 * overlapping filters (MQTT 5 section 3.3.4), and every copy goes to all of them.
	 * With a session that the server keeps, subscribe before the connection is started.
	 * QoS 1 messages that come before their subscription are held without acknowledgment,
	 * at most half of the receive maximum, until 20 seconds after the application is
	 * ready and at most 60 seconds after the connection was established. Any other
	 * message without a matching subscription is acknowledged and dropped.
	 * <p>
	 * A message that is published before {@link ActiveSubscription#getGranted()}
	 * completes may miss the subscription: the request to the server leaves before this
	 * method returns only if the connection is established and no earlier request is
	 * unanswered.
	 * @param subscription what to receive
	 * @return the handle of the subscription
	 */
	ActiveSubscription subscribe(IotSubscription subscription);

	/**
	 * Subscribe to a topic filter.
	 * @param filter the filter
	 * @param qos the highest quality of service to receive with
	 * @param handler what to do with the messages
	 * @return the handle of the subscription
	 * @see #subscribe(IotSubscription)
	 */
	default ActiveSubscription subscribe(TopicFilter filter, Qos qos, ThrowingConsumer<IotMessage> handler) {
		return subscribe(IotSubscription.of(filter, handler).withQos(qos));
	}

	/**
	 * Give up a subscription. The server is told about the filters that no other
	 * subscription has; messages that arrive before it has removed them are still
	 * handled.
	 * @param subscription the handle of the subscription
	 * @return a future that completes when the server has removed the filters, at once
	 * when there is no connection or the subscription has ended, and fails when the
	 * server does not remove them; it is asked again on the next connection
	 */
	CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription);

	/**
	 * The subscriptions that the server refused. They are asked for again on the next
	 * connection and on a schedule: those that the policy does not allow after 5 minutes
	 * at the earliest, throttled ones after 10 seconds, then ever more slowly. To ask
	 * now, subscribe once more.
	 * @return the refusals and when the next attempts start, by filter
	 */
	Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions();

	/**
	 * Snapshot of the received messages that are not acknowledged or were dropped. Never
	 * blocks.
	 * @return the status
	 */
	ReceiveStatus getReceiveStatus();

	/**
	 * Disconnect, ask for credentials and connect again; while waiting for the next
	 * attempt, make it now. Never sooner than a second after the last CONNECT (AWS IoT
	 * Core quota for a client id).
	 * @return a future that completes with the next connection and fails when the attempt
	 * does; further attempts follow
	 */
	CompletableFuture<@Nullable Void> reconnect();

	/**
	 * Ask for new credentials and, once they are there, connect again with them. The
	 * present connection stays if none can be obtained. Before it is replaced, running
	 * handlers have up to 5 seconds to return, so that their messages are not delivered
	 * twice. Without a connection the next attempt is made now, and one that is under way
	 * counts.
	 * @return a future that completes with the next connection and fails when the
	 * credentials cannot be obtained or the attempt fails
	 */
	CompletableFuture<@Nullable Void> refreshCredentials();

	/**
	 * The name of the connection in the application.
	 * @return the name, {@code default} unless connections are configured by name
	 */
	String getName();

	/**
	 * The client id that the connection authenticates with.
	 * @return the client id
	 */
	String getClientId();

	/**
	 * Snapshot of the connection. Never blocks.
	 * @return the status
	 */
	ConnectionStatus getStatus();

	/**
	 * The client of the library underneath, for what this interface does not offer. It is
	 * valid until the connection is lost; do not start, stop or close it, and do not keep
	 * it: an operation on it that overlaps the end of the connection ends the JVM.
	 * @param <T> the type of the client
	 * @param type the type of the client
	 * @return the live client, empty when there is no connection or it is of another type
	 */
	<T> Optional<T> unwrap(Class<T> type);

}
