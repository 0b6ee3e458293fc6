package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/local-endpoint-facts.md says about policies, as a client with real policy
 * documents sees it.
 */
class PolicyFactsIntegrationTests {

	private static final byte[] PASSWORD = "secret".getBytes(StandardCharsets.UTF_8);

	private static final Consumer<ConnectBuilder> NOTHING = (connect) -> {
	};

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static void policy(String... statements) {
		policyDocument("{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", statements) + "]}");
	}

	private static void policyDocument(String document) {
		StaticAuthorizer authorizer = new StaticAuthorizer("A", Map.of("alice", "secret"), List.of(document));
		endpoint.setAuthorizer(new AuthorizerRegistry(List.of(new RegisteredAuthorizer("A", authorizer)), "A"));
	}

	private static String statement(String effect, String action, String name) {
		return "{\"Effect\": \"" + effect + "\", \"Action\": \"" + action
				+ "\", \"Resource\": \"arn:aws:iot:eu-west-1:123456789012:" + name + "\"}";
	}

	private static String allow(String action, String name) {
		return statement("Allow", action, name);
	}

	private static String connectWhenAsking(String attribute) {
		return "{\"Effect\": \"Allow\", \"Action\": \"iot:Connect\", \"Resource\": \"*\", "
				+ "\"Condition\": {\"ForAllValues:StringEquals\": {\"iot:ConnectAttributes\": [\"" + attribute
				+ "\"]}}}";
	}

	private static RawClient connected() throws Exception {
		return connected("policy");
	}

	private static RawClient connected(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		assertThat(connect(client, clientId, NOTHING)).isZero();
		return client;
	}

	private static int connect(RawClient client, Consumer<ConnectBuilder> customizer) throws Exception {
		return connect(client, "policy", customizer);
	}

	private static int connect(RawClient client, String clientId, Consumer<ConnectBuilder> customizer)
			throws Exception {
		return client.connect(clientId, (connect) -> {
			connect.username("alice").password(PASSWORD);
			customizer.accept(connect);
		}).variableHeader().connectReturnCode().byteValue() & 0xFF;
	}

	private static int connect(Consumer<ConnectBuilder> customizer) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			return connect(client, customizer);
		}
	}

	private static void assertPublish(RawClient client, String topic, int code) throws Exception {
		client.publish(topic, 1, 1, "x");
		client.expectPubAck(1, code);
	}

	@Test
	void whatNoStatementAllowsIsDenied() throws Exception {
		policy(allow("iot:Connect", "client/policy"));
		try (RawClient client = connected()) {
			assertPublish(client, "a", 0x87);
			assertThat(client.subscribe(2, 0, "a")).containsExactly(0x87);
		}
	}

	@Test
	void denyBeatsAllow() throws Exception {
		policy(allow("iot:*", "*"), statement("Deny", "iot:Publish", "topic/admin/*"));
		try (RawClient client = connected()) {
			assertPublish(client, "user/x", 0);
			assertPublish(client, "admin/x", 0x87);
		}
	}

	@Test
	void asteriskStandsForAnyCharactersAcrossLevels() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/a/*"));
		try (RawClient client = connected()) {
			assertPublish(client, "a/b/c", 0);
			assertPublish(client, "a", 0x87);
		}
	}

	@Test
	void questionMarkStandsForOneCharacter() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/a?c"));
		try (RawClient client = connected()) {
			assertPublish(client, "abc", 0);
			assertPublish(client, "a/c", 0);
			assertPublish(client, "abbc", 0x87);
		}
	}

	@Test
	void wildcardsOfMqttAreLiteralInATopicOfAPolicy() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/a/+"), allow("iot:Publish", "topic/b/#"));
		try (RawClient client = connected()) {
			assertPublish(client, "a/x", 0x87);
			assertPublish(client, "b/x", 0x87);
		}
	}

	@Test
	void topicFilterIsComparedAsText() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Subscribe", "topicfilter/a/+"),
				allow("iot:Subscribe", "topicfilter/b/*"));
		try (RawClient client = connected()) {
			assertThat(client.subscribe(1, 0, "a/+")).containsExactly(0);
			assertThat(client.subscribe(2, 0, "a/x")).containsExactly(0x87);
			assertThat(client.subscribe(3, 0, "b/#")).containsExactly(0);
		}
	}

	@Test
	void permissionToSubscribeIsNoneToReceive() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/*"),
				allow("iot:Subscribe", "topicfilter/a/+"), allow("iot:Receive", "topic/a/1"));
		try (RawClient client = connected()) {
			assertThat(client.subscribe(1, 0, "a/+")).containsExactly(0);
			client.publish("a/2", 0, 0, "withheld");
			client.publish("a/1", 0, 0, "delivered");
			assertThat(client.expectMessage("a/1")).isEqualTo("delivered");
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@CsvSource({ "topic/jobs/new, , true", "topic/$share/workers/jobs/new, , true",
			"topic/$share/others/jobs/new, , false", "*, topic/jobs/new, false",
			"*, topic/$share/workers/jobs/new, false" })
	void receivingFromASharedSubscriptionIsAllowedByEitherTopic(String allowed, String denied, boolean delivered)
			throws Exception {
		String receive = statement("Deny", "iot:Receive", (denied != null) ? denied : "topic/none");
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/*"),
				allow("iot:Subscribe", "topicfilter/*"), allow("iot:Receive", allowed),
				allow("iot:Receive", "topic/end"), receive);
		try (RawClient client = connected()) {
			assertThat(client.subscribe(1, 0, "$share/workers/jobs/new", "end")).containsExactly(0, 0);
			client.publish("jobs/new", 0, 0, "job");
			client.publish("end", 0, 0, "last");
			if (delivered) {
				assertThat(client.expectMessage("jobs/new")).isEqualTo("job");
			}
			assertThat(client.expectMessage("end")).isEqualTo("last");
			client.expectNothingButPong();
		}
	}

	@Test
	void policyWithTheTopicOfTheGroupAloneLetsMembersReceive() throws Exception {
		policyDocument(
				new ClassPathResource("policies/shared-topic-only.json").getContentAsString(StandardCharsets.UTF_8));
		try (RawClient client = connected()) {
			assertThat(client.subscribe(1, 0, "$share/workers/jobs/new")).containsExactly(0);
			client.publish("jobs/new", 0, 0, "job");
			assertThat(client.expectMessage("jobs/new")).isEqualTo("job");
		}
	}

	@Test
	void memberThatMayNotReceiveIsPassedOver() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/*"),
				allow("iot:Subscribe", "topicfilter/*"), allow("iot:Receive", "topic/jobs/${iot:ClientId}"));
		try (RawClient idle = connected("idle"); RawClient worker = connected("worker")) {
			assertThat(idle.subscribe(1, 1, "$share/workers/jobs/+")).containsExactly(1);
			assertThat(worker.subscribe(1, 1, "$share/workers/jobs/+")).containsExactly(1);
			for (int i = 1; i <= 4; i++) {
				worker.publish("jobs/worker", 0, 0, "job " + i);
				assertThat(worker.expectMessage("jobs/worker")).isEqualTo("job " + i);
			}
			idle.expectNothingButPong();
		}
	}

	@Test
	void undecidableConditionNeitherPermitsNorSpares() throws Exception {
		String undecidable = ", \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"2050-01-01T00:00:00Z\"}}}";
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/a").replace("}", undecidable),
				allow("iot:Publish", "topic/b"), allow("iot:Publish", "topic/c"),
				statement("Deny", "iot:Publish", "topic/b").replace("}", undecidable));
		try (RawClient client = connected()) {
			assertPublish(client, "a", 0x87);
			assertPublish(client, "b", 0x87);
			assertPublish(client, "c", 0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "home/will, 0", "home/other, 0x87" })
	void topicOfTheWillCanBeACondition(String topic, String code) throws Exception {
		String connect = "{\"Effect\": \"Allow\", \"Action\": \"iot:Connect\", \"Resource\": \"*\", \"Condition\": "
				+ "{\"ArnEquals\": {\"iot:LastWillTopic\": \"arn:aws:iot:eu-west-1:1:topic/home/will\"}}}";
		policy(connect, allow("iot:Publish", "topic/*"));
		assertThat(connect((will) -> will.willFlag(true).willTopic(topic).willMessage(new byte[1])))
			.isEqualTo(Integer.decode(code));
	}

	@Test
	void sourceAddressCanBeACondition() throws Exception {
		String local = ", \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"127.0.0.0/8\"}}}";
		String foreign = local.replace("127.0.0.0/8", "10.0.0.0/8");
		policy(allow("iot:Connect", "*").replace("}", local), allow("iot:Publish", "topic/a").replace("}", foreign));
		try (RawClient client = connected()) {
			assertPublish(client, "a", 0x87);
		}
	}

	@Test
	void clientIdDomainNameAndSourceAddressHaveValues() throws Exception {
		policy(allow("iot:Connect", "client/*"),
				allow("iot:Publish", "topic/${iot:ClientId}/${iot:DomainName}/${aws:SourceIp}"));
		// the JDK's client would not name the server 'localhost'
		try (CrtClient client = CrtClient.overTls(endpoint.port(), "policy",
				(connect) -> connect.withUsername("alice").withPassword(PASSWORD))) {
			client.awaitSuccess();
			assertThat(client.publish("policy/localhost/127.0.0.1", "x")).isZero();
			assertThat(client.publish("other/localhost/127.0.0.1", "x")).isEqualTo(0x87);
		}
	}

	@Test
	void variablesOfThingsHaveNoValue() throws Exception {
		policy(allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/${iot:Connection.Thing.ThingName}"));
		try (RawClient client = connected()) {
			assertPublish(client, "policy", 0x87);
		}
	}

	@Test
	void persistentSessionOfMqtt5NeedsTheAttribute() throws Exception {
		Consumer<ConnectBuilder> persistent = (connect) -> {
			MqttProperties properties = new MqttProperties();
			properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 60));
			connect.properties(properties);
		};
		policy(connectWhenAsking("LastWill"));
		assertThat(connect(NOTHING)).isZero();
		assertThat(connect((connect) -> connect.cleanSession(false))).isZero();
		assertThat(connect(persistent)).isEqualTo(0x87);
		policy(connectWhenAsking("PersistentConnect"));
		assertThat(connect(persistent)).isZero();
	}

	@Test
	void persistentSessionOfMqtt3NeedsTheAttribute() throws Exception {
		policy(connectWhenAsking("LastWill"));
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			assertThat(connect(client, NOTHING)).isZero();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("policy", (connect) -> connect.username("alice").password(PASSWORD).cleanSession(false));
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LastWill", "PersistentConnect" })
	void lastWillNeedsTheAttribute(String listed) throws Exception {
		policy(connectWhenAsking(listed), allow("iot:Publish", "topic/will"));
		assertThat(connect((connect) -> connect.willFlag(true).willTopic("will").willMessage(new byte[1])))
			.isEqualTo(listed.equals("LastWill") ? 0 : 0x87);
	}

}
