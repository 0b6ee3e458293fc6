package io.github.iotcustomauth.local.internal.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.routing.RetainedMessages;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.github.iotcustomauth.local.internal.routing.RoutingSession;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls about connections and retained messages, over HTTPS or from Java. Used on the
 * event loop. What a call refuses is a {@link DataPlaneException}.
 */
public final class ConnectionCalls {

	private final SessionContext context;

	public ConnectionCalls(SessionContext context) {
		this.context = context;
	}

	/**
	 * Describe the connection of a client: the one it has, or the last one of the past 30
	 * minutes.
	 * @param clientId the client id
	 * @return the connection
	 * @throws DataPlaneException if there is none, nor a session
	 */
	public ClientConnection getConnection(String clientId) {
		CallRules.requireClientId(clientId);
		ClientConnection connection = this.context.sessions().findConnection(clientId, Instant.now());
		if (connection == null) {
			requireSession(clientId);
			return new ClientConnection(clientId, false, false, 0, 0, null, null, null, null);
		}
		return connection;
	}

	/**
	 * List the subscriptions of a client that is connected or has a session.
	 * @param clientId the client id
	 * @return the granted QoS of each topic filter, in the order of subscription
	 * @throws DataPlaneException if there is no session
	 */
	public Map<String, Integer> listSubscriptions(String clientId) {
		CallRules.requireClientId(clientId);
		RoutingSession session = requireSession(clientId);
		Map<String, Integer> subscriptions = new LinkedHashMap<>();
		session.filters().forEach((filter) -> subscriptions.put(filter, session.qos(filter)));
		return subscriptions;
	}

	/**
	 * Disconnect a client.
	 * @param clientId the client id
	 * @param cleanSession whether its session ends, too
	 * @param preventWill whether its last will is dropped
	 * @throws DataPlaneException if it is not connected and has no session
	 */
	public void deleteConnection(String clientId, boolean cleanSession, boolean preventWill) {
		CallRules.requireClientId(clientId);
		ClientSession connected = this.context.sessions().find(clientId);
		if (connected != null) {
			connected.delete(cleanSession, preventWill);
			return;
		}
		requireSession(clientId);
		if (cleanSession) {
			// a will that is delayed is due with the end of its session
			this.context.wills().comeBack(clientId, !preventWill);
			sessions(clientId).forEach((session) -> this.context.router().leave(session, 0));
		}
	}

	/**
	 * Return the retained message of a topic.
	 * @param topic the topic
	 * @return the message, with the time at which it was retained
	 * @throws DataPlaneException if there is none
	 */
	public LocalIotCoreMessage getRetainedMessage(String topic) {
		CallRules.require(Topics.isValidTopic(topic, this.context.limits()), Topics.explainTopic(topic));
		RoutedMessage message = this.context.router().retained().get(topic, this.context.router().now());
		if (message == null) {
			throw CallRules.notFound("There is no retained message of this topic");
		}
		return describe(message);
	}

	/**
	 * Return the retained messages.
	 * @return the messages by topic, each with the time at which it was retained
	 */
	public List<LocalIotCoreMessage> listRetainedMessages() {
		long now = this.context.router().now();
		RetainedMessages retained = this.context.router().retained();
		return retained.topics()
			.stream()
			.sorted()
			.map((topic) -> retained.get(topic, now))
			.filter(Objects::nonNull)
			.map(this::describe)
			.toList();
	}

	private LocalIotCoreMessage describe(RoutedMessage message) {
		Instant retainedAt = Instant.now().minusNanos(message.age(this.context.router().now()));
		return new LocalIotCoreMessage(retainedAt, "", message.topic(), message.payload(), message.qos(), true,
				PacketProperties.ofMessage(message.properties()));
	}

	private RoutingSession requireSession(String clientId) {
		RoutingSession session = findSession(clientId);
		if (session == null) {
			throw CallRules.notFound("The client is not connected and has no persistent session");
		}
		return session;
	}

	@Nullable RoutingSession findSession(String clientId) {
		ClientSession connected = this.context.sessions().find(clientId);
		return (connected != null) ? connected.routing() : sessions(clientId).findFirst().orElse(null);
	}

	private Stream<RoutingSession> sessions(String clientId) {
		return ConnectRequest.sessionKeys(clientId).stream().map(this.context.router()::find).filter(Objects::nonNull);
	}

}
