package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * AWS's messages about clients that come and go.
 */
class LifecycleEventsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static RawClient watching(String... filters) throws Exception {
		RawClient watcher = connect("watcher");
		assertThat(watcher.subscribe(1, 0, filters)).containsOnly(0);
		return watcher;
	}

	private static RawClient connect(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		client.connect(clientId);
		return client;
	}

	private static Map<String, Object> event(RawClient watcher, String topic) throws Exception {
		return JsonMapper.shared().readerForMapOf(Object.class).readValue(watcher.expectMessage(topic));
	}

	@Test
	void clientComesAndGoes() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/+/thing-1")) {
			RawClient client = connect("thing-1");
			Map<String, Object> connected = event(watcher, "$aws/events/presence/connected/thing-1");
			assertThat(connected).containsEntry("clientId", "thing-1")
				.containsEntry("eventType", "connected")
				.containsEntry("principalIdentifier", "tester")
				.containsEntry("ipAddress", "127.0.0.1")
				.containsEntry("versionNumber", 0)
				.containsOnlyKeys("clientId", "timestamp", "eventType", "sessionIdentifier", "principalIdentifier",
						"ipAddress", "versionNumber");
			client.disconnect();
			Map<String, Object> disconnected = event(watcher, "$aws/events/presence/disconnected/thing-1");
			assertThat(disconnected).containsEntry("eventType", "disconnected")
				.containsEntry("clientInitiatedDisconnect", true)
				.containsEntry("disconnectReason", "CLIENT_INITIATED_DISCONNECT")
				.containsEntry("sessionIdentifier", connected.get("sessionIdentifier"))
				.containsEntry("versionNumber", 0)
				.containsOnlyKeys("clientId", "timestamp", "eventType", "sessionIdentifier", "principalIdentifier",
						"clientInitiatedDisconnect", "disconnectReason", "versionNumber");
		}
	}

	@Test
	void versionNumberIsTheSameForConnectAndDisconnect() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/+/versioned")) {
			connect("versioned").disconnect();
			event(watcher, "$aws/events/presence/connected/versioned");
			event(watcher, "$aws/events/presence/disconnected/versioned");
			RawClient again = connect("versioned");
			Object version = event(watcher, "$aws/events/presence/connected/versioned").get("versionNumber");
			again.disconnect();
			assertThat(version).isEqualTo(1);
			assertThat(event(watcher, "$aws/events/presence/disconnected/versioned")).containsEntry("versionNumber",
					version);
		}
	}

	@Test
	void versionNumberCountsTheConnectionsOfAClientId() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/connected/counted",
				"$aws/events/presence/connected/other")) {
			for (int connection = 0; connection < 3; connection++) {
				connect("counted").close();
				assertThat(event(watcher, "$aws/events/presence/connected/counted")).containsEntry("versionNumber",
						connection);
			}
			connect("other").close();
			assertThat(event(watcher, "$aws/events/presence/connected/other")).containsEntry("versionNumber", 0);
		}
	}

	@Test
	void takeOverIsADuplicateClientId() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/disconnected/twin");
				RawClient first = connect("twin")) {
			try (RawClient second = connect("twin")) {
				assertThat(event(watcher, "$aws/events/presence/disconnected/twin"))
					.containsEntry("disconnectReason", "DUPLICATE_CLIENTID")
					.containsEntry("clientInitiatedDisconnect", false);
				second.expectNothingButPong();
			}
		}
	}

	@Test
	void policyThatDoesNotLetAClientConnect() throws Exception {
		assertThat(eventOfDenied("stranger")).containsEntry("eventType", "connect_failed")
			.containsEntry("connectFailureReason", "AUTHORIZATION_FAILED");
	}

	@Test
	void connectFailedEventHasNoVersionNumber() throws Exception {
		assertThat(eventOfDenied("unversioned")).containsEntry("principalIdentifier", "tester")
			.containsEntry("ipAddress", "127.0.0.1")
			.containsOnlyKeys("clientId", "timestamp", "eventType", "connectFailureReason", "principalIdentifier",
					"sessionIdentifier", "ipAddress");
	}

	private static Map<String, Object> eventOfDenied(String clientId) throws Exception {
		endpoint.deny("iot:Connect", "client/" + clientId);
		try (RawClient watcher = watching("$aws/events/presence/connect_failed/#");
				RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect(clientId, (connect) -> {
			});
			return event(watcher, "$aws/events/presence/connect_failed/" + clientId);
		}
	}

	@Test
	void refusalOfTheAuthorizerIsNone() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/+/unknown", "$aws/events/presence/+/known")) {
			endpoint.setAuthorizer((attempt) -> attempt.clientId().equals("unknown")
					? new ConnectDecision.Refused("on purpose") : endpoint.grantedFor(Duration.ofHours(1)));
			connect("unknown").expectEnd();
			connect("known").expectNothingButPong();
			assertThat(watcher.expectTopic()).isEqualTo("$aws/events/presence/connected/known");
		}
	}

	@Test
	void clientSubscribesAndUnsubscribes() throws Exception {
		try (RawClient watcher = watching("$aws/events/subscriptions/+/reader"); RawClient client = connect("reader")) {
			client.subscribe(1, 1, "a", "b/#");
			assertThat(event(watcher, "$aws/events/subscriptions/subscribed/reader"))
				.containsEntry("topics", List.of("a", "b/#"))
				.containsOnlyKeys("clientId", "timestamp", "eventType", "sessionIdentifier", "principalIdentifier",
						"topics");
			client.send(MqttMessageBuilders.unsubscribe().messageId(2).addTopicFilter("a").build());
			await().untilAsserted(() -> assertThat(endpoint.details(Type.UNSUBSCRIBED, "reader")).containsExactly("a"));
			assertThat(event(watcher, "$aws/events/subscriptions/unsubscribed/reader"))
				.containsEntry("topics", List.of("a"))
				.doesNotContainKey("versionNumber");
		}
	}

	@Test
	void wildcardAtTheFirstLevelDoesNotSeeThem() throws Exception {
		try (RawClient all = watching("#");
				RawClient events = connect("watcher-2");
				RawClient named = connect("watcher-3");
				RawClient shared = connect("watcher-4")) {
			events.subscribe(1, 0, "+/events/#");
			shared.subscribe(1, 0, "$share/group/#");
			named.subscribe(1, 0, "$aws/events/presence/connected/unseen");
			try (RawClient client = connect("unseen")) {
				named.expectMessage("$aws/events/presence/connected/unseen");
				client.expectNothingButPong();
			}
			all.expectNothingBefore("plain");
			assertThat(shared.expectTopic()).isEqualTo("plain");
			events.expectNothingBefore("plain/events/plain");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void resumedSessionGoesOnSeeingThem(int version) throws Exception {
		String clientId = "resumed-watcher-" + version;
		Consumer<ConnectBuilder> keep = (connect) -> {
			connect.cleanSession(false);
			if (version == 5) {
				MqttProperties properties = new MqttProperties();
				properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
				connect.properties(properties);
			}
		};
		String topic = "$aws/events/presence/connected/seen-" + version;
		try (RawClient first = RawClient.tls(endpoint.port(), version)) {
			first.connect(clientId, keep);
			assertThat(first.subscribe(1, 1, topic)).containsOnly(1);
		}
		try (RawClient second = RawClient.tls(endpoint.port(), version)) {
			assertThat(second.connect(clientId, keep).variableHeader().isSessionPresent()).isTrue();
			connect("seen-" + version).close();
			assertThat(event(second, topic)).containsEntry("clientId", "seen-" + version);
		}
	}

	@Test
	void clientCannotForgeThem() throws Exception {
		try (RawClient watcher = watching("$aws/events/presence/connected/nobody"); RawClient liar = connect("liar")) {
			liar.publish("$aws/events/presence/connected/nobody", 1, 1, "{}");
			liar.expectEnd();
			watcher.expectNothingFromBroker();
		}
	}

	@Test
	void policyWithholdsThem() throws Exception {
		endpoint.deny("iot:Receive", "topic/$aws/events/presence/connected/secret");
		try (RawClient watcher = watching("$aws/events/presence/connected/+");
				RawClient secret = connect("secret");
				RawClient open = connect("open")) {
			secret.expectNothingButPong();
			open.expectNothingButPong();
			String topic = watcher.expectTopic();
			// its own event comes if the subscription was faster than the event
			assertThat(topic.endsWith("/watcher") ? watcher.expectTopic() : topic)
				.isEqualTo("$aws/events/presence/connected/open");
		}
	}

	@Test
	void canBeSwitchedOff() throws Exception {
		try (TestEndpoint silent = TestEndpoint.start((settings) -> settings.lifecycleEvents(false));
				RawClient watcher = RawClient.tls(silent.port(), 5);
				RawClient client = RawClient.tls(silent.port(), 5)) {
			watcher.connect("watcher");
			watcher.subscribe(1, 0, "$aws/events/#");
			client.connect("client");
			client.expectNothingButPong();
			watcher.expectNothingFromBroker();
		}
	}

}
