package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/local-endpoint-facts.md says about the ends of connections: the reason in the
 * lifecycle event, and the last will.
 */
class LifecycleFactsIntegrationTests {

	// so that a keep-alive of a second is one
	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.disable(Limit.KEEP_ALIVE));

	private static RawClient watching(String filter) throws Exception {
		RawClient watcher = RawClient.tls(endpoint.port(), 5);
		watcher.connect("watcher");
		assertThat(watcher.subscribe(1, 0, filter)).containsExactly(0);
		return watcher;
	}

	private static Map<String, Object> event(RawClient watcher, String topic) throws Exception {
		return JsonMapper.shared().readerForMapOf(Object.class).readValue(watcher.expectMessage(topic));
	}

	private static void prepare(End end) {
		endpoint.deny("iot:Publish", "topic/forbidden");
		if (end == End.CUSTOMAUTH_TTL_EXPIRATION) {
			endpoint.setAuthorizer((attempt) -> endpoint
				.grantedFor(attempt.clientId().equals(end.clientId()) ? Duration.ofMillis(300) : Duration.ofHours(1)));
		}
	}

	private static RawClient connect(End end) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		client.connect(end.clientId(), (connect) -> withWill(connect, end));
		return client;
	}

	private static void withWill(ConnectBuilder connect, End end) {
		connect.keepAlive((end == End.MQTT_KEEP_ALIVE_TIMEOUT) ? 1 : 60)
			.willFlag(true)
			.willTopic("will/" + end.clientId())
			.willMessage("gone".getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@EnumSource
	void disconnectedEventTellsTheReason(End end) throws Exception {
		prepare(end);
		String topic = "$aws/events/presence/disconnected/" + end.clientId();
		try (RawClient watcher = watching(topic); RawClient client = connect(end)) {
			end.action.on(client);
			assertThat(event(watcher, topic)).containsEntry("disconnectReason", end.name())
				.containsEntry("clientInitiatedDisconnect", end == End.CLIENT_INITIATED_DISCONNECT);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_INITIATED_DISCONNECT")
	void willIsSentUnlessTheClientDisconnects(End end) throws Exception {
		prepare(end);
		String topic = "will/" + end.clientId();
		try (RawClient watcher = watching(topic); RawClient client = connect(end)) {
			end.action.on(client);
			assertThat(watcher.expectMessage(topic)).isEqualTo("gone");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a+b", "a#b" })
	void clientIdThatWouldBeAWildcardHasNoEvents(String clientId) throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/connected/#");
				RawClient wildcard = RawClient.tls(endpoint.port(), 5);
				RawClient plain = RawClient.tls(endpoint.port(), 5)) {
			wildcard.connect(clientId);
			plain.connect("plain");
			String topic = watcher.expectTopic();
			if (topic.endsWith("/watcher")) {
				// its own event comes if the subscription was faster than the event
				topic = watcher.expectTopic();
			}
			assertThat(topic).isEqualTo("$aws/events/presence/connected/plain");
		}
	}

	@Test
	void willThatThePolicyDeniesIsAFailedConnect() throws Exception {
		String clientId = End.CONNECTION_LOST.clientId();
		endpoint.deny("iot:Publish", "topic/will/" + clientId);
		String topic = "$aws/events/presence/connect_failed/" + clientId;
		try (RawClient watcher = watching(topic); RawClient client = connect(End.CONNECTION_LOST)) {
			assertThat(event(watcher, topic)).containsEntry("connectFailureReason", "AUTHORIZATION_FAILED");
			client.expectEnd();
		}
	}

	/**
	 * How a connection ends, by the name that AWS gives to the reason.
	 */
	enum End {

		CLIENT_INITIATED_DISCONNECT(RawClient::disconnect),

		CONNECTION_LOST(RawClient::close),

		CLIENT_ERROR((client) -> client.publish("a", 2, 1, "x")),

		AUTH_ERROR((client) -> client.publish("forbidden", 0, 0, "x")),

		DUPLICATE_CLIENTID((client) -> {
			try (RawClient second = RawClient.tls(endpoint.port(), 5)) {
				second.connect("ending-DUPLICATE_CLIENTID");
			}
		}),

		MQTT_KEEP_ALIVE_TIMEOUT((client) -> {
		}),

		SERVER_INITIATED_DISCONNECT(
				(client) -> endpoint.core().disconnectClient("ending-SERVER_INITIATED_DISCONNECT", 0x98)),

		CUSTOMAUTH_TTL_EXPIRATION((client) -> {
		});

		private final Action action;

		End(Action action) {
			this.action = action;
		}

		/**
		 * Return a client id of its own, so that nothing can be heard of another end.
		 */
		String clientId() {
			return "ending-" + name();
		}

	}

	/**
	 * What ends a connection.
	 */
	@FunctionalInterface
	interface Action {

		void on(RawClient client) throws Exception;

	}

}
