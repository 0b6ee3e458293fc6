package io.github.iotcustomauth.local.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about connections and retained messages, as JSON objects.
 */
final class ConnectionBodies {

	private static final int SUBSCRIPTIONS_PAGE = 20;

	private static final int RETAINED_PAGE = 200;

	private final ConnectionCalls connections;

	ConnectionBodies(ConnectionCalls connections) {
		this.connections = connections;
	}

	Map<String, @Nullable Object> getConnection(CallRequest request, String clientId) {
		boolean sockets = request.flag("includeSocketInformation");
		ClientConnection connection = this.connections.getConnection(clientId);
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("clientId", connection.clientId());
		body.put("connected", connection.connected());
		body.put("cleanSession", connection.cleanSession());
		if (connection.since() != null) {
			body.put(connection.connected() ? "connectedSince" : "disconnectedSince",
					connection.since().toEpochMilli());
			body.put("keepAliveDuration", connection.keepAliveSeconds());
			body.put("sessionExpiry", connection.sessionExpirySeconds());
		}
		if (connection.disconnectReason() != null) {
			body.put("disconnectReason", connection.disconnectReason());
		}
		if (sockets && connection.source() != null && connection.target() != null) {
			body.put("sourceIp", connection.source().getAddress().getHostAddress());
			body.put("sourcePort", connection.source().getPort());
			body.put("targetIp", connection.target().getAddress().getHostAddress());
			body.put("targetPort", connection.target().getPort());
		}
		return body;
	}

	Map<String, @Nullable Object> listSubscriptions(CallRequest request, String clientId) {
		Page<Map<String, Object>> page = Page.of(this.connections.listSubscriptions(clientId)
			.entrySet()
			.stream()
			.map((subscription) -> Map.<String, Object>of("topicFilter", subscription.getKey(), "qos",
					subscription.getValue()))
			.toList(), request, SUBSCRIPTIONS_PAGE);
		return list("subscriptions", page);
	}

	Map<String, @Nullable Object> listRetained(CallRequest request) {
		Page<LocalIotCoreMessage> page = Page.of(this.connections.listRetainedMessages(), request, RETAINED_PAGE);
		return list("retainedTopics", new Page<>(page.items()
			.stream()
			.map((message) -> Map.<String, Object>of("topic", message.topic(), "payloadSize", message.payload().length,
					"qos", message.qos(), "lastModifiedTime", message.at().toEpochMilli()))
			.toList(), page.nextToken()));
	}

	private static Map<String, @Nullable Object> list(String name, Page<Map<String, Object>> page) {
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put(name, page.items());
		if (page.nextToken() != null) {
			body.put("nextToken", page.nextToken());
		}
		return body;
	}

	Map<String, @Nullable Object> getRetained(String topic) {
		LocalIotCoreMessage message = this.connections.getRetainedMessage(topic);
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("topic", message.topic());
		body.put("payload", message.payload());
		body.put("qos", message.qos());
		body.put("lastModifiedTime", message.at().toEpochMilli());
		body.put("userProperties", MessageRequest.encode(message.properties().userProperties()));
		return body;
	}

}
