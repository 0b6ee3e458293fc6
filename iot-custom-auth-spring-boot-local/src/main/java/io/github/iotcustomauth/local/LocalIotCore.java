package io.github.iotcustomauth.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Local endpoint that behaves towards MQTT clients as AWS IoT Core with a custom
 * authorizer does, on one port. Safe for use by several threads.
 * <p>
 * Methods that act on clients or start, reset and stop the endpoint block until its event
 * loop has done so, for 10 seconds at most. An event listener is called on the event loop
 * and must not call {@link #reset()} or {@link #close()}.
 */
public interface LocalIotCore extends AutoCloseable {

	/**
	 * Return a builder of an endpoint with a free port, the default limits, lifecycle
	 * events and a generated certificate.
	 * @return a new builder
	 */
	static LocalIotCoreBuilder builder() {
		return new LocalIotCoreBuilder();
	}

	/**
	 * Return the host name that clients connect to.
	 * @return the host name, {@code localhost} unless another address was set
	 */
	String getHost();

	/**
	 * Return the port, which serves MQTT over TLS (ALPN {@code mqtt}) and over WebSocket
	 * (path {@code /mqtt}); MQTT over TLS alone, with or without ALPN, where clients need
	 * a certificate.
	 * @return the port
	 */
	int getPort();

	/**
	 * Return the certificate that clients have to trust.
	 * @return the certificate of the authority, as PEM
	 */
	String getCaCertificatePem();

	/**
	 * Return the ids of the clients that are connected now.
	 * @return the client ids
	 */
	Set<String> getConnectedClients();

	/**
	 * Disconnect a client; does nothing when it is not connected. MQTT 5 clients get a
	 * DISCONNECT, MQTT 3.1.1 clients are hung up on. Blocks.
	 * @param clientId the client id
	 * @param reasonCode a reason code that MQTT 5 has for the DISCONNECT of a server
	 * @throws IllegalArgumentException if MQTT 5 has no such code for it
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	void disconnectClient(String clientId, int reasonCode);

	/**
	 * End the connection of a client as if its {@code disconnectAfter} were over; does
	 * nothing when it is not connected. Blocks.
	 * @param clientId the client id
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	void expireClient(String clientId);

	/**
	 * Reset the TCP connections of all clients. Blocks.
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	void cutConnections();

	/**
	 * Publish a message as a caller of AWS IoT Core's data plane does. Blocks.
	 * @param message the message
	 * @throws DataPlaneException if AWS does not take such a message
	 */
	void publish(LocalIotCoreMessage message);

	/**
	 * Send a direct message to one connected client, which needs {@code iot:Receive} and
	 * no subscription. It is neither queued nor retained. Blocks until it is sent.
	 * @param clientId the client id of the receiver
	 * @param message the message; with QoS 1 the receiver has to acknowledge it
	 * @param timeout the time limit of the acknowledgment, 1 to 15 seconds
	 * @return completes, on a thread of the common pool, when the message is sent or,
	 * with QoS 1, acknowledged; fails with a {@link DataPlaneException}, whose reason
	 * says why
	 * @see <a href=
	 * "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html">Direct
	 * messaging</a>
	 */
	CompletableFuture<Void> sendDirectMessage(String clientId, LocalIotCoreMessage message, Duration timeout);

	/**
	 * Return the connection of a client: the one it has, or the last one of the past 30
	 * minutes. Blocks.
	 * @param clientId the client id
	 * @return the connection
	 * @throws DataPlaneException if there is none, nor a session
	 */
	ClientConnection getConnection(String clientId);

	/**
	 * Return the subscriptions of a client that is connected or has a session. Blocks.
	 * @param clientId the client id
	 * @return the granted QoS of each topic filter
	 * @throws DataPlaneException if there is no session
	 */
	Map<String, Integer> getSubscriptions(String clientId);

	/**
	 * Disconnect a client with the reason {@code API_INITIATED_DISCONNECT}. Blocks.
	 * @param clientId the client id
	 * @param cleanSession whether its session ends as well
	 * @param preventWill whether its last will is dropped
	 * @throws DataPlaneException if it is not connected and has no session
	 */
	void deleteConnection(String clientId, boolean cleanSession, boolean preventWill);

	/**
	 * Return the retained messages, sorted by topic. Blocks.
	 * @return the messages, each with the time at which it was retained
	 */
	List<LocalIotCoreMessage> getRetainedMessages();

	/**
	 * Return the faults that this endpoint can be asked to show.
	 * @return the faults
	 */
	Faults faults();

	/**
	 * Return what happened, oldest first. The last 1,000 events of each type are kept.
	 * @return the events
	 */
	List<LocalIotCoreEvent> getEvents();

	/**
	 * Add a listener for every event from now on. {@link #reset()} does not remove it. It
	 * is called on the event loop, which serves all clients, so it must not block. An
	 * exception is logged.
	 * @param listener the listener
	 */
	void addEventListener(Consumer<LocalIotCoreEvent> listener);

	/**
	 * Remove a listener; does nothing when it was not added. An event that is being
	 * delivered may still reach it.
	 * @param listener the listener
	 */
	void removeEventListener(Consumer<LocalIotCoreEvent> listener);

	/**
	 * Add an observer of the calls of authorizers and the decisions of policies from now
	 * on. {@link #reset()} does not remove it. It must not block. Clients that are
	 * decided about by a
	 * {@link io.github.iotcustomauth.local.authorizer.ConnectAuthorizer} of the
	 * application have no calls with an event.
	 * @param observer the observer
	 */
	void addObserver(LocalIotCoreObserver observer);

	/**
	 * Remove an observer; does nothing when it was not added. What is being told may
	 * still reach it.
	 * @param observer the observer
	 */
	void removeObserver(LocalIotCoreObserver observer);

	/**
	 * Return the messages that were accepted from clients, oldest first. The last 10,000
	 * are kept, or fewer when they have more than 16 MiB with topics and properties. Last
	 * wills and lifecycle events are not among them.
	 * @return the messages
	 */
	List<LocalIotCoreMessage> getMessages();

	/**
	 * Return how often the authorizers were asked, refreshes included. As at AWS they are
	 * not asked about a token that is not genuine; and neither is one that is unknown or
	 * inactive.
	 * @return the number of calls
	 */
	long getAuthorizerCalls();

	/**
	 * Return how often the authorizers were asked about a client. Counted are the 10,000
	 * client ids that were asked about last.
	 * @param clientId the client id
	 * @return the number of calls
	 */
	long getAuthorizerCalls(String clientId);

	/**
	 * Return when CONNECT packets of a client arrived, refused ones included. The last
	 * 10,000 of all clients are kept.
	 * @param clientId the client id as presented
	 * @return the times, oldest first
	 */
	List<Instant> getConnectAttempts(String clientId);

	/**
	 * Wait until a condition holds. It is evaluated now, after every event, and from time
	 * to time. Blocks.
	 * @param limit the longest time to wait
	 * @param condition the condition
	 * @return whether the condition holds; {@code false} after the limit, or when the
	 * thread is interrupted, whose flag stays set then
	 */
	boolean await(Duration limit, Predicate<LocalIotCore> condition);

	/**
	 * Take all faults back, and drop retained messages, delayed last wills, the sessions
	 * of clients that are not connected, events, messages and counts. Connections, their
	 * sessions and event listeners stay as they are. What clients do while this method
	 * runs may be remembered or not. Blocks; not to be called by an event listener.
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	void reset();

	/**
	 * Stop: send DISCONNECT 0x8B to MQTT 5 clients, close every connection and drop all
	 * sessions. Does nothing the second time. Blocks; not to be called by an event
	 * listener.
	 */
	@Override
	void close();

}
