package io.github.iotcustomauth.local;

import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.gateway.Faults;
import io.github.iotcustomauth.local.gateway.GatewayOptions;
import io.github.iotcustomauth.local.gateway.GatewayServer;

import org.springframework.util.Assert;

/**
 * An endpoint that behaves towards MQTT clients as AWS IoT Core with a custom authorizer
 * does, on one loopback port. Safe for use by several threads.
 */
public final class LocalIotCore implements AutoCloseable {

	private final GatewayServer gateway;

	private final EventLog events;

	private final int port;

	private LocalIotCore(GatewayServer gateway, EventLog events) {
		this.gateway = gateway;
		this.events = events;
		this.port = gateway.getPort();
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
		EventLog events = new EventLog(settings.eventListener());
		GatewayOptions options = new GatewayOptions(settings.port(), settings.privateKey(), settings.certificateChain(),
				settings.authorizer(), settings.enforceConnectRate());
		return new LocalIotCore(GatewayServer.start(options, events), events);
	}

	/**
	 * Return the host name that clients connect to.
	 * @return the host name, {@code localhost}
	 */
	public String getHost() {
		return "localhost";
	}

	/**
	 * Return the port, which serves MQTT over TLS (ALPN {@code mqtt}) and over WebSocket
	 * (path {@code /mqtt}).
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
		this.gateway.disconnectClient(clientId, reasonCode);
	}

	/**
	 * Drop the TCP connections of all clients without a word.
	 */
	public void cutConnections() {
		this.gateway.cutConnections();
	}

	/**
	 * Return the ids of the clients that are connected now.
	 * @return the client ids
	 */
	public Set<String> getConnectedClients() {
		return this.gateway.getConnectedClients();
	}

	/**
	 * Return what happened, oldest first. The last 1,000 events are kept.
	 * @return the events
	 */
	public List<LocalIotCoreEvent> getEvents() {
		return this.events.getEvents();
	}

	/**
	 * Return the faults that this endpoint can be asked to show.
	 * @return the faults
	 */
	public Faults faults() {
		return this.gateway.getFaults();
	}

	/**
	 * Stop: say goodbye to MQTT 5 clients (0x8B), close every connection and forget all
	 * sessions. Does nothing the second time. Not to be called by an event listener,
	 * which it would wait for.
	 */
	@Override
	public void close() {
		this.gateway.close();
	}

}
