package io.github.iotcustomauth.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.iotcustomauth.local.internal.server.CountingAuthorizer;
import io.github.iotcustomauth.local.internal.server.EndpointServer;
import io.github.iotcustomauth.local.internal.server.EventLog;
import io.github.iotcustomauth.local.internal.server.ServerOptions;

import org.springframework.util.Assert;

/**
 * {@link LocalIotCore} of this module.
 */
final class DefaultLocalIotCore implements LocalIotCore {

	private final EndpointServer server;

	private final EventLog events;

	private final CountingAuthorizer authorizer;

	private final String host;

	private final String caCertificatePem;

	private final int port;

	private DefaultLocalIotCore(EndpointServer server, EventLog events, CountingAuthorizer authorizer, String host,
			String caCertificatePem) {
		this.server = server;
		this.host = host;
		this.events = events;
		this.authorizer = authorizer;
		this.caCertificatePem = caCertificatePem;
		this.port = server.getPort();
	}

	static LocalIotCore start(ServerOptions options, String caCertificatePem) {
		EventLog events = new EventLog(options.authorizer().observers());
		return new DefaultLocalIotCore(EndpointServer.start(options, events), events, options.authorizer(),
				options.host(), caCertificatePem);
	}

	@Override
	public String getHost() {
		return this.host;
	}

	@Override
	public int getPort() {
		return this.port;
	}

	@Override
	public void disconnectClient(String clientId, int reasonCode) {
		Assert.notNull(clientId, "'clientId' must not be null");
		Assert.isTrue(reasonCode >= 0 && reasonCode <= 0xFF, "'reasonCode' must be between 0x00 and 0xFF");
		this.server.disconnectClient(clientId, reasonCode);
	}

	@Override
	public void expireClient(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.server.expireClient(clientId);
	}

	@Override
	public void cutConnections() {
		this.server.cutConnections();
	}

	@Override
	public String getCaCertificatePem() {
		return this.caCertificatePem;
	}

	@Override
	public Set<String> getConnectedClients() {
		return this.server.getConnectedClients();
	}

	@Override
	public List<LocalIotCoreEvent> getEvents() {
		return this.events.getEvents();
	}

	@Override
	public void addEventListener(Consumer<LocalIotCoreEvent> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.events.addListener(listener);
	}

	@Override
	public void removeEventListener(Consumer<LocalIotCoreEvent> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.events.removeListener(listener);
	}

	@Override
	public void addObserver(LocalIotCoreObserver observer) {
		Assert.notNull(observer, "'observer' must not be null");
		this.authorizer.observers().add(observer);
	}

	@Override
	public void removeObserver(LocalIotCoreObserver observer) {
		Assert.notNull(observer, "'observer' must not be null");
		this.authorizer.observers().remove(observer);
	}

	@Override
	public List<LocalIotCoreMessage> getMessages() {
		return this.events.getMessages();
	}

	@Override
	public long getAuthorizerCalls() {
		return this.authorizer.getCalls();
	}

	@Override
	public long getAuthorizerCalls(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.authorizer.getCalls(clientId);
	}

	@Override
	public List<Instant> getConnectAttempts(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.events.getConnectAttempts(clientId);
	}

	@Override
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

	@Override
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

	@Override
	public void publish(LocalIotCoreMessage message) {
		Assert.notNull(message, "'message' must not be null");
		this.server.dataPlane().publish(message);
	}

	@Override
	public CompletableFuture<Void> sendDirectMessage(String clientId, LocalIotCoreMessage message, Duration timeout) {
		Assert.notNull(clientId, "'clientId' must not be null");
		Assert.notNull(message, "'message' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		return this.server.dataPlane().sendDirectMessage(clientId, message, timeout);
	}

	@Override
	public ClientConnection getConnection(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.server.dataPlane().getConnection(clientId);
	}

	@Override
	public Map<String, Integer> getSubscriptions(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		return this.server.dataPlane().getSubscriptions(clientId);
	}

	@Override
	public void deleteConnection(String clientId, boolean cleanSession, boolean preventWill) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.server.dataPlane().deleteConnection(clientId, cleanSession, preventWill);
	}

	@Override
	public List<LocalIotCoreMessage> getRetainedMessages() {
		return this.server.dataPlane().getRetainedMessages();
	}

	@Override
	public Faults faults() {
		return this.server.getFaults();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
