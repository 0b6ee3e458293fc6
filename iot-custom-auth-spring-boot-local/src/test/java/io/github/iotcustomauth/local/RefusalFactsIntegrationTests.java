package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/local-endpoint-facts.md says about refused clients: whatever the cause, they
 * see the same.
 */
class RefusalFactsIntegrationTests {

	private static TestEndpoint endpoint;

	@BeforeAll
	static void start() {
		endpoint = TestEndpoint.start();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@AfterEach
	void reset() {
		endpoint.reset();
	}

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
	}

	@ParameterizedTest
	@EnumSource
	void refusedMqtt3ClientIsClosedWithoutConnAckOverTls(Cause cause) throws Exception {
		endpoint.setAuthorizer(cause.authorizer);
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("refused", (connect) -> connect.username(cause.username));
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedMqtt3ClientGetsEmptyCloseFrameOverWebSocket(Cause cause) throws Exception {
		endpoint.setAuthorizer(cause.authorizer);
		try (RawClient client = RawClient.webSocket(endpoint.port(), 4)) {
			client.sendConnect("refused", (connect) -> connect.username(cause.username));
			client.expectEmptyCloseFrameAndEnd();
		}
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

		NOT_AUTHENTICATED((attempt) -> new ConnectDecision.Refused("on purpose"), null),

		AUTHORIZER_FAILS((attempt) -> {
			throw new IllegalStateException("on purpose");
		}, null),

		NO_POLICIES((attempt) -> granted(List.of()), null),

		POLICY_WITHOUT_CONNECT((attempt) -> granted(List.of(allow("iot:Publish", "*"))), null),

		POLICY_FOR_ANOTHER_CLIENT_ID(
				(attempt) -> granted(List.of(allow("iot:Connect", "arn:aws:iot:eu-west-1:1:client/other"))), null),

		UNKNOWN_AUTHORIZER(registry(), "?x-amz-customauthorizer-name=Nobody"),

		INACTIVE_AUTHORIZER(registry(), "?x-amz-customauthorizer-name=Inactive"),

		NO_AUTHORIZER_NAMED(registry(), "alice"),

		BAD_SIGNATURE(registry(), "?x-amz-customauthorizer-name=Signed&tok=t&x-amz-customauthorizer-signature=AAAA");

		private final ConnectAuthorizer authorizer;

		private final String username;

		Cause(ConnectAuthorizer authorizer, String username) {
			this.authorizer = authorizer;
			this.username = username;
		}

		private static ConnectDecision granted(List<PolicyDocument> documents) {
			return new ConnectDecision.Granted("tester", Policies.of(documents, Map.of()), Duration.ofHours(1),
					Duration.ofHours(1));
		}

		private static PolicyDocument allow(String action, String resource) {
			return PolicyDocument.parse(allowing(action, resource));
		}

		private static String allowing(String action, String resource) {
			return """
					{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "%s", "Resource": "%s"}}"""
				.formatted(action, resource);
		}

		private static ConnectAuthorizer registry() {
			TokenVerifier verifier = new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST)));
			StaticAuthorizer function = new StaticAuthorizer("Signed", Map.of(), List.of(allowing("iot:*", "*")));
			return new AuthorizerRegistry(
					List.of(new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE, verifier, function),
							new RegisteredAuthorizer("Inactive", AuthorizerStatus.INACTIVE, null,
									(event) -> AuthorizerResponse.authenticated("a", allowing("iot:*", "*")))),
					null);
		}

	}

}
