package io.github.iotcustomauth.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.internal.server.CountingAuthorizer;
import io.github.iotcustomauth.local.internal.server.EndpointServer;
import io.github.iotcustomauth.local.internal.server.EventLog;
import io.github.iotcustomauth.local.internal.server.LocalIotCoreSettings;
import io.github.iotcustomauth.local.internal.server.ServerOptions;

import org.springframework.util.Assert;

/**
 * An endpoint that behaves towards MQTT clients as AWS IoT Core with a custom authorizer
 * does, on one port. Safe for use by several threads.
 */
public final class LocalIotCore implements AutoCloseable {

	private final EndpointServer server;

	private final EventLog events;

	private final CountingAuthorizer authorizer;

	private final List<ClientCertificate> clientCertificates;

	private final String host;

	private final int port;

	private LocalIotCore(EndpointServer server, EventLog events, CountingAuthorizer authorizer,
			List<ClientCertificate> clientCertificates, String host) {
		this.server = server;
		this.events = events;
		this.authorizer = authorizer;
		this.clientCertificates = clientCertificates;
		this.host = host;
		this.port = server.getPort();
	}

	/**
	 * Start an endpoint, and return when it accepts connections. A start that fails
	 * leaves nothing behind.
	 * @param settings what to start it with
	 * @return the endpoint
	 * @throws IllegalStateException if it cannot start, for instance because the port is
	 * taken
	 */
	public static LocalIotCore start(LocalIotCoreSettings settings) {
		Assert.notNull(settings, "'settings' must not be null");
		EventLog events = new EventLog();
		CountingAuthorizer authorizer = new CountingAuthorizer(settings.authorizer());
		ServerOptions options = new ServerOptions(settings.address(), settings.port(), settings.privateKey(),
				settings.certificateChain(), authorizer, settings.disabledLimits(), settings.lifecycleEvents(),
				settings.timeScale(), settings.clientCertificates());
		return new LocalIotCore(EndpointServer.start(options, events), events, authorizer,
				settings.clientCertificates(), settings.host());
	}

	/**
	 * Return the host name that clients connect to.
	 * @return the host name, {@code localhost} unless another address was set
	 */
	public String getHost() {
		return this.host;
	}

	/**
	 * Return the port, which serves MQTT over TLS (ALPN {@code mqtt}) and over WebSocket
	 * (path {@code /mqtt}); MQTT over TLS alone, with or without ALPN, where clients need
	 * a certificate.
	 * @return the port
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Disconnect a client; does nothing when it is not connected. MQTT 5 clients get a
	 * DISCONNECT, MQTT 3.1.1 clients are hung up on.
	 * @param clientId the client id
	 * @param reasonCode the MQTT 5 reason code
	 */
	public void disconnectClient(String clientId, int reasonCode) {
		Assert.notNull(clientId, "'clientId' must not be null");
		Assert.isTrue(reasonCode >= 0 && reasonCode <= 0xFF, "'reasonCode' must be between 0x00 and 0xFF");
		this.server.disconnectClient(clientId, reasonCode);
	}

	/**
	 * End the connection of a client as if its {@code disconnectAfter} were over; does
	 * nothing when it is not connected.
	 * @param clientId the client id
	 */
	public void expireClient(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.server.expireClient(clientId);
	}

	/**
	 * Drop the TCP connections of all clients without a word.
	 */
	public void cutConnections() {
		this.server.cutConnections();
	}

	/**
	 * Return the ids of the clients that are connected now.
	 * @return the client ids
	 */
	public Set<String> getConnectedClients() {
		return this.server.getConnectedClients();
	}

	/**
	 * Return what happened, oldest first. The last 1,000 events of each type are kept.
	 * @return the events
	 */
	public List<LocalIotCoreEvent> getEvents() {
		return this.events.getEvents();
	}

	/**
	 * Let a listener hear every event from now on, until it is removed; {@link #reset()}
	 * does not remove it. It is called on the event loop, which serves all clients, so it
	 * must not block. What it throws is logged.
	 * @param listener hears the events
	 */
	public void addEventListener(Consumer<LocalIotCoreEvent> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.events.addListener(listener);
	}

	/**
	 * Remove a listener; does nothing when it was not added. It may still hear the event
	 * that is told just now.
	 * @param listener the one that was added
	 */
	public void removeEventListener(Consumer<LocalIotCoreEvent> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.events.removeListener(listener);
	}

	/**
	 * Return the messages that were accepted from clients, oldest first. The last 10,000
	 * are kept, or fewer when they have more than 16 MiB with topics and properties.
	 * Messages that the endpoint itself publishes, last wills and lifecycle events, are
	 * not among them.
	 * @return the messages
	 */
	public List<LocalIotCoreMessage> getMessages() {
		return this.events.getMessages();
	}

	/**
	 * Return how often the authorizers were asked, refreshes included. As at AWS they are
	 * not asked about a token that is not genuine; and neither is one that is unknown or
	 * inactive.
	 * @return the number of calls
	 */
	public long getAuthorizerCalls() {
		return this.authorizer.getCalls();
	}

	/**
	 * Return how often the authorizers were asked about a client. Counted are the 10,000
	 * client ids that were asked about last.
	 * @param clientId the client id
	 * @return the number of calls
	 */
	public long getAuthorizerCalls(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.authorizer.getCalls(clientId);
	}

	/**
	 * Return when CONNECT packets of a client arrived, refused ones included. The last
	 * 10,000 of all clients are kept.
	 * @param clientId the client id as presented
	 * @return the times, oldest first
	 */
	public List<Instant> getConnectAttempts(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.events.getConnectAttempts(clientId);
	}

	/**
	 * Wait until a condition holds, looking at it now, after every event, and from time
	 * to time.
	 * @param limit how long to wait
	 * @param condition what to wait for
	 * @return whether the condition holds; {@code false} after the limit, or when the
	 * thread is interrupted, whose flag stays set then
	 */
	public boolean await(Duration limit, Predicate<LocalIotCore> condition) {
		Assert.notNull(limit, "'limit' must not be null");
		Assert.notNull(condition, "'condition' must not be null");
		try {
			return this.events.await(limit, () -> condition.test(this));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Show no fault any longer, and forget retained messages, delayed last wills, the
	 * sessions of clients that are not connected, events, messages and counts.
	 * Connections, their sessions and event listeners stay as they are. What clients do
	 * while this method runs may be remembered or not, and so may messages with QoS 0
	 * that a connected client has just sent. Not to be called by an event listener, which
	 * it would wait for.
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	public void reset() {
		faults().reset();
		try {
			this.server.forgetLeftovers();
		}
		finally {
			this.events.clear();
			this.authorizer.clear();
		}
	}

	/**
	 * Return who decides about connection attempts, without being counted.
	 * @return the authorizer
	 */
	public ConnectAuthorizer authorizer() {
		return this.authorizer.authorizer();
	}

	/**
	 * Return the registered certificates of clients.
	 * @return the certificates; empty when no certificate is asked for
	 */
	public List<ClientCertificate> clientCertificates() {
		return this.clientCertificates;
	}

	/**
	 * Return the faults that this endpoint can be asked to show.
	 * @return the faults
	 */
	public Faults faults() {
		return this.server.getFaults();
	}

	/**
	 * Stop: say goodbye to MQTT 5 clients (0x8B), close every connection and forget all
	 * sessions. Does nothing the second time. Not to be called by an event listener,
	 * which it would wait for.
	 */
	@Override
	public void close() {
		this.server.close();
	}

}
