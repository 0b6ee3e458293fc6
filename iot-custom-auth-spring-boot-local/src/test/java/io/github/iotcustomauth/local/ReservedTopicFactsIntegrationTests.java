package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/local-endpoint-facts.md says about topics that begin with {@code $}.
 */
class ReservedTopicFactsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static int clients;

	private static RawClient connect(int version) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect("reserved-" + ++clients);
		return client;
	}

	@ParameterizedTest
	@CsvSource({ "4,0", "4,1", "5,0", "5,1" })
	void publishOnATopicThatAwsDoesNotHaveEndsTheConnection(int version, int qos) throws Exception {
		try (RawClient client = connect(version)) {
			client.publish("$other/x", qos, qos, "x");
			client.expectEnd();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "reserved-" + clients))
			.containsExactly("CLIENT_ERROR: PUBLISH on '$other/x', a reserved topic that AWS IoT Core does not have"
					+ " for this"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void subscribeToATopicThatAwsDoesNotHaveEndsTheConnection(int version) throws Exception {
		try (RawClient client = connect(version)) {
			client.sendSubscribe(1, 1, "allowed", "$other/#");
			client.expectEnd();
		}
		assertThat(endpoint.details(Type.SUBSCRIBED, "reserved-" + clients)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$aws/events/presence/connected/c", "$aws/things/t/shadow/update/accepted" })
	void publishWhereAwsAloneDoesEndsTheConnection(String topic) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish(topic, 1, 1, "x");
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "$aws/rules/my_rule/a", "$aws/things/t/jobs/get" })
	void subscribeWhereClientsOnlyPublishEndsTheConnection(String filter) throws Exception {
		try (RawClient client = connect(5)) {
			client.sendSubscribe(1, 1, filter);
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void webSocketEndsWithAnEmptyCloseFrame(int version) throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), version)) {
			client.connect("reserved-" + ++clients);
			client.publish("$other/x", 1, 1, "x");
			client.expectEmptyCloseFrameAndEnd();
		}
	}

}
