package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.crt.mqtt5.PublishResult;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket.SubAckReasonCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * AWS's own MQTT 5 client against the endpoint.
 */
class CrtMqtt5IntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static CrtClient connect(String transport, String clientId) {
		return transport.equals("tls") ? CrtClient.overTls(endpoint.port(), clientId, (connect) -> {
		}) : CrtClient.overWebSocket(endpoint.port(), clientId, "/mqtt", (connect) -> {
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls", "websocket" })
	void connectsPublishesAndReceives(String transport) throws Exception {
		try (CrtClient client = connect(transport, "crt-" + transport)) {
			ConnAckPacket connAck = client.awaitSuccess().getConnAckPacket();
			assertThat(connAck.getMaximumQOS().getValue()).isEqualTo(1);
			assertThat(connAck.getReceiveMaximum()).isEqualTo(100);
			assertThat(connAck.getSharedSubscriptionsAvailable()).isTrue();
			assertThat(client.subscribe("home/+/temperature").getReasonCodes())
				.containsExactly(SubAckReasonCode.GRANTED_QOS_1);
			assertThat(client.publish("home/kitchen/temperature", "21")).isZero();
			assertThat(client.awaitMessage().getPayload()).asString(StandardCharsets.UTF_8).isEqualTo("21");
			assertThat(endpoint.core().getConnectedClients()).contains("crt-" + transport);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "crt-" + transport))
			.containsExactly("CLIENT_INITIATED_DISCONNECT: the client sent DISCONNECT 0x00"));
	}

	@Test
	void messagesBeyond100WithinASecondHaveNoPubAck() throws Exception {
		try (TestEndpoint strict = TestEndpoint.start((settings) -> settings.enable(Limit.values()));
				CrtClient client = CrtClient.overTls(strict.port(), "crt-fast", (connect) -> {
				})) {
			client.awaitSuccess();
			List<CompletableFuture<PublishResult>> results = IntStream.range(0, 200)
				.mapToObj((i) -> client.publishLater("fast", String.valueOf(i)))
				.toList();
			await().untilAsserted(() -> assertThat(
					strict.core().getMessages().size() + strict.details(Type.DENIED, "crt-fast").size())
				.isEqualTo(200));
			int accepted = strict.core().getMessages().size();
			assertThat(accepted).isGreaterThanOrEqualTo(100).isLessThan(200);
			await().untilAsserted(() -> assertThat(results).filteredOn(CompletableFuture::isDone).hasSize(accepted));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls", "websocket" })
	void reservedTopicThatAwsDoesNotHaveLooksLikeABrokenConnection(String transport) throws Exception {
		try (CrtClient client = connect(transport, "crt-reserved-" + transport)) {
			client.awaitSuccess();
			assertThat(client.subscribe("$aws/things/t/shadow/get/accepted").getReasonCodes())
				.containsExactly(SubAckReasonCode.GRANTED_QOS_1);
			assertThat(client.publish("$aws/things/t/shadow/get", "")).isZero();
			assertThatException().isThrownBy(() -> client.publish("$other/x", "x"));
			assertThat(client.awaitDisconnection().getDisconnectPacket()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls", "websocket" })
	void refusedClientSeesReasonCodeAndReasonString(String transport) throws Exception {
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Refused("no such user"));
		try (CrtClient client = connect(transport, "crt-refused-" + transport)) {
			ConnAckPacket connAck = client.awaitFailure().getConnAckPacket();
			assertThat(connAck.getReasonCode()).isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
			assertThat(connAck.getReasonString())
				.matches("CONNACK:Client is not authenticated/authorized to send the message:[0-9a-f-]{36}");
		}
		await()
			.untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "crt-refused-" + transport)).singleElement()
				.asString()
				.endsWith("no such user"));
	}

	@Test
	void authorizerSeesExactlyWhatWasPresentedOverTls() throws Exception {
		byte[] password = { 0, (byte) 0xFF, 'a', (byte) 0xC3, '\n' };
		try (CrtClient client = CrtClient.overTls(endpoint.port(), "exact",
				(connect) -> connect.withUsername("alice?x-amz-customauthorizer-name=A&t=a%2Bb")
					.withPassword(password))) {
			client.awaitSuccess();
		}
		ConnectAttempt attempt = endpoint.lastAttempt();
		assertThat(attempt.username()).isEqualTo("alice?x-amz-customauthorizer-name=A&t=a%2Bb");
		assertThat(attempt.password()).isEqualTo(Base64.getEncoder().encodeToString(password));
		assertThat(attempt.protocolVersion()).isEqualTo(5);
		assertThat(attempt.serverName()).isEqualTo("localhost");
		assertThat(attempt.upgrade()).isNull();
	}

	@Test
	void authorizerSeesUpgradeOverWebSocket() throws Exception {
		try (CrtClient client = CrtClient.overWebSocket(endpoint.port(), "upgrade",
				"/mqtt?x-amz-customauthorizer-name=My%20Auth&tok=a%2Bb", (connect) -> {
				})) {
			client.awaitSuccess();
		}
		ConnectAttempt.Upgrade upgrade = endpoint.lastAttempt().upgrade();
		assertThat(upgrade.queryString()).isEqualTo("x-amz-customauthorizer-name=My%20Auth&tok=a%2Bb");
		assertThat(upgrade.headers()).containsEntry("sec-websocket-protocol", "mqtt").containsKey("host");
		assertThat(endpoint.lastAttempt().username()).isNull();
		assertThat(endpoint.lastAttempt().password()).isNull();
	}

	@Test
	void takenOverClientIsTold() throws Exception {
		try (CrtClient first = connect("tls", "twin")) {
			first.awaitSuccess();
			try (CrtClient second = connect("websocket", "twin")) {
				second.awaitSuccess();
				assertThat(first.awaitDisconnection().getDisconnectPacket().getReasonCode())
					.isEqualTo(DisconnectReasonCode.SESSION_TAKEN_OVER);
			}
		}
	}

	@Test
	void deniedPublishAndSubscribeAreAnswered() throws Exception {
		endpoint.deny("iot:Publish", "topic/secret");
		endpoint.deny("iot:Subscribe", "topicfilter/secret");
		try (CrtClient client = connect("tls", "denied")) {
			client.awaitSuccess();
			assertThat(client.publish("secret", "x")).isEqualTo(0x87);
			assertThat(client.subscribe("secret").getReasonCodes()).containsExactly(SubAckReasonCode.NOT_AUTHORIZED);
			assertThat(client.publish("public", "x")).isZero();
		}
	}

}
