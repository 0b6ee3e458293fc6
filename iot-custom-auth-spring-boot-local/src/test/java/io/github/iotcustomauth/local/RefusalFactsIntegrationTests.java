package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/local-endpoint-facts.md says about refused clients: whatever the cause, they
 * see the same.
 */
class RefusalFactsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@ParameterizedTest
	@EnumSource
	void refusedMqtt5ClientGetsConnAckOverTls(Cause cause) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertRefusedWithConnAck(client, cause);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedMqtt5ClientGetsConnAckOverWebSocket(Cause cause) throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			assertRefusedWithConnAck(client, cause);
		}
	}

	private static void assertRefusedWithConnAck(RawClient client, Cause cause) throws Exception {
		endpoint.setAuthorizer(cause.authorizer);
		MqttConnAckMessage connAck = client.connect("refused", (connect) -> connect.username(cause.username));
		assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x87);
		MqttProperties properties = connAck.variableHeader().properties();
		assertThat(((StringProperty) properties.getProperty(MqttProperties.REASON_STRING)).value())
			.matches("CONNACK:Client is not authenticated/authorized to send the message:[0-9a-f-]{36}");
		assertThat(properties.listAll()).hasSize(1);
		client.expectEnd();
		assertReason(cause);
	}

	// one cause must not be refused for another
	private static void assertReason(Cause cause) {
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.REFUSED, "refused")).last().asString().contains(cause.reason));
	}

	@ParameterizedTest
	@EnumSource
	void refusedMqtt3ClientIsClosedWithoutConnAckOverTls(Cause cause) throws Exception {
		endpoint.setAuthorizer(cause.authorizer);
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("refused", (connect) -> connect.username(cause.username));
			client.expectEnd();
			assertReason(cause);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedMqtt3ClientGetsEmptyCloseFrameOverWebSocket(Cause cause) throws Exception {
		endpoint.setAuthorizer(cause.authorizer);
		try (RawClient client = RawClient.webSocket(endpoint.port(), 4)) {
			client.sendConnect("refused", (connect) -> connect.username(cause.username));
			client.expectEmptyCloseFrameAndEnd();
			assertReason(cause);
		}
	}

	@Test
	void emptyListOfPoliciesIsValidAndRefuses() throws Exception {
		endpoint.setAuthorizer(Cause.NO_POLICIES.authorizer);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("no-policies", (connect) -> {
			});
			client.expectEndAtLast();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "no-policies")).singleElement()
			.asString()
			.contains("the policy does not allow iot:Connect"));
	}

	@Test
	void authorizerIsNotAskedForEveryPacket() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("cached");
			client.subscribe(1, 1, "a");
			client.publish("a", 0, 0, "x");
			assertThat(client.expectMessage("a")).isEqualTo("x");
			assertThat(endpoint.attempts()).extracting(ConnectAttempt::clientId).containsExactly("cached");
		}
	}

	/**
	 * Why a client is refused.
	 */
	enum Cause {

		NOT_AUTHENTICATED(answering(AuthorizerResponse.notAuthenticated("a", "on purpose")), null, "on purpose"),

		AUTHORIZER_FAILS(deciding((event) -> {
			throw new IllegalStateException("on purpose");
		}), null, "authorizer 'Deciding' failed: on purpose"),

		NO_POLICIES(answering(AuthorizerResponse.authenticated("a")), null, "the policy does not allow iot:Connect"),

		POLICY_WITHOUT_CONNECT(answering(AuthorizerResponse.authenticated("a", allowing("iot:Publish", "*"))), null,
				"the policy does not allow iot:Connect"),

		POLICY_FOR_ANOTHER_CLIENT_ID(
				answering(AuthorizerResponse.authenticated("a",
						allowing("iot:Connect", "arn:aws:iot:eu-west-1:1:client/other"))),
				null, "the policy does not allow iot:Connect"),

		DISCONNECT_TOO_SOON(answering(everything().withDisconnectAfter(Duration.ofSeconds(299))), null,
				"disconnectAfterInSeconds is 299"),

		REFRESH_TOO_LATE(answering(everything().withRefreshAfter(Duration.ofSeconds(86_401))), null,
				"refreshAfterInSeconds is 86401"),

		UNKNOWN_AUTHORIZER(registry(), "?x-amz-customauthorizer-name=Nobody", "authorizer 'Nobody' is unknown"),

		INACTIVE_AUTHORIZER(registry(), "?x-amz-customauthorizer-name=Inactive", "is INACTIVE"),

		NO_AUTHORIZER_NAMED(registry(), "alice", "the client names no authorizer"),

		BAD_SIGNATURE(registry(), "?x-amz-customauthorizer-name=Signed&tok=t&x-amz-customauthorizer-signature=AAAA",
				"made the token signature");

		private final ConnectAuthorizer authorizer;

		private final String username;

		private final String reason;

		Cause(ConnectAuthorizer authorizer, String username, String reason) {
			this.authorizer = authorizer;
			this.username = username;
			this.reason = reason;
		}

		private static ConnectAuthorizer answering(AuthorizerResponse response) {
			return deciding((event) -> response);
		}

		private static ConnectAuthorizer deciding(CustomAuthorizer function) {
			return new AuthorizerRegistry(List.of(new RegisteredAuthorizer("Deciding", function)), "Deciding");
		}

		private static AuthorizerResponse everything() {
			return AuthorizerResponse.authenticated("a", allowing("iot:*", "*"));
		}

		private static String allowing(String action, String resource) {
			return """
					{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "%s", "Resource": "%s"}}"""
				.formatted(action, resource);
		}

		private static ConnectAuthorizer registry() {
			TokenVerifier verifier = new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST)));
			StaticAuthorizer function = new StaticAuthorizer("Signed", Map.of(), List.of(allowing("iot:*", "*")));
			return new AuthorizerRegistry(List.of(
					new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE, verifier, function),
					new RegisteredAuthorizer("Inactive", AuthorizerStatus.INACTIVE, null, (event) -> everything())),
					null);
		}

	}

}
