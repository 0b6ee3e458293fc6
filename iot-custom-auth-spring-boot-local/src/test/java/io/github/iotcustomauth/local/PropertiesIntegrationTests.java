package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What properties of the endpoint do to a client.
 */
class PropertiesIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Map<String, String> PROPERTIES = Map.of("default-authorizer", "A", "authorizers.A.users.alice",
			"secret", "authorizers.A.policy", """
					{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}""");

	private static StandaloneLocalIotCore start(Map<String, String> more) {
		Map<String, String> properties = new HashMap<>(PROPERTIES);
		properties.putAll(more);
		return StandaloneLocalIotCore.start(properties);
	}

	private static RawClient connect(StandaloneLocalIotCore endpoint, String clientId) throws Exception {
		LocalIotCoreAccess access = endpoint.access();
		return connect(RawClient.tls(access.port(), 5, MqttTestClient.certificate(access.caCertificatePem())),
				clientId);
	}

	private static RawClient connect(RawClient client, String clientId) throws Exception {
		assertThat(client
			.connect(clientId,
					(connect) -> connect.username("alice").password("secret".getBytes(StandardCharsets.UTF_8)))
			.variableHeader()
			.connectReturnCode()
			.byteValue()).isZero();
		return client;
	}

	@Test
	void timeScaleMakesMinutesPassFaster() throws Exception {
		try (StandaloneLocalIotCore endpoint = start(Map.of("time-scale", "1000", "authorizers.A.refresh-after", "5m"));
				RawClient client = connect(endpoint, "refreshed")) {
			assertThat(endpoint.endpoint().await(LIMIT, (core) -> core.getAuthorizerCalls("refreshed") >= 2)).isTrue();
			client.expectNothingButPong();
		}
	}

	@Test
	void webSocketConnectionLastsADayAtMost() throws Exception {
		Map<String, String> secondForADay = Map.of("time-scale", "86400", "authorizers.A.refresh-after", "1d",
				"authorizers.A.disconnect-after", "1d");
		try (StandaloneLocalIotCore endpoint = start(secondForADay)) {
			LocalIotCoreAccess access = endpoint.access();
			try (RawClient client = connect(
					RawClient.webSocket(access.port(), 5, MqttTestClient.certificate(access.caCertificatePem())),
					"for-a-day")) {
				client.expectDisconnect(0x98);
			}
			await().untilAsserted(() -> assertThat(endpoint.endpoint().getEvents())
				.filteredOn((event) -> event.type() == Type.DISCONNECTED && event.clientId().equals("for-a-day"))
				.singleElement()
				.satisfies((event) -> assertThat(event.detail()).startsWith("CUSTOMAUTH_TTL_EXPIRATION")));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lifecycleEventsCanBeSwitchedOff(boolean lifecycleEvents) throws Exception {
		String topic = "$aws/events/presence/connected/seen";
		try (StandaloneLocalIotCore endpoint = start(Map.of("lifecycle-events", "" + lifecycleEvents));
				RawClient watcher = connect(endpoint, "watcher")) {
			assertThat(watcher.subscribe(1, 0, topic)).containsExactly(0);
			try (RawClient seen = connect(endpoint, "seen")) {
				if (lifecycleEvents) {
					assertThat(watcher.expectMessage(topic)).contains("\"clientId\":\"seen\"");
				}
				// an event would have had its time
				seen.expectNothingFromBroker();
				watcher.expectNothingFromBroker();
			}
		}
	}

}
