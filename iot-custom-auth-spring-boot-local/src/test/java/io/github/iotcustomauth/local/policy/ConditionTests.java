package io.github.iotcustomauth.local.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conditions of statements, and what else narrows them.
 */
class ConditionTests {

	private static final Map<String, String> VARIABLES = Map.of("iot:ClientId", "sensor-7", "iot:DomainName",
			"localhost", "aws:SourceIp", "127.0.0.1");

	private static final ConnectContext WILL = new ConnectContext(Set.of(ConnectAttribute.LAST_WILL), "home/will");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			IpAddress | aws:SourceIp | 127.0.0.0/8 | true
			IpAddress | aws:sourceip | 127.0.0.1 | true
			IpAddress | aws:SourceIp | 10.0.0.0/8 | false
			IpAddress | aws:SourceIp | ::1/128 | false
			NotIpAddress | aws:SourceIp | 10.0.0.0/8 | true
			NotIpAddress | aws:SourceIp | 0.0.0.0/0 | false
			StringEquals | iot:ClientId | sensor-7 | true
			StringEquals | iot:ClientId | sensor-* | false
			StringEquals | iot:ClientId | ${IOT:clientid} | true
			StringNotEquals | iot:ClientId | sensor-7 | false
			StringEqualsIgnoreCase | iot:ClientId | SENSOR-7 | true
			StringNotEqualsIgnoreCase | iot:ClientId | SENSOR-7 | false
			StringLike | iot:DomainName | local* | true
			StringNotLike | iot:DomainName | local* | false
			ForAllValues:StringLike | iot:ConnectAttributes | Last* | true
			ForAnyValue:StringNotLike | iot:ConnectAttributes | Last* | false
			ForAllValues:StringNotEquals | iot:ConnectAttributes | LastWill | false
			ArnEquals | iot:LastWillTopic | arn:aws:iot:*:*:topic/home/will | true
			ArnLike | iot:LastWillTopic | arn:aws:iot:eu-west-1:1:topic/home/* | true
			ArnNotLike | iot:LastWillTopic | arn:aws:iot:*:*:topic/home/* | false
			ArnNotEquals | iot:LastWillTopic | arn:aws:iot:*:*:topic/x | true
			""")
	void decides(String operator, String key, String value, boolean holds) {
		assertThat(allow(operator, key, value, WILL)).isEqualTo(holds);
	}

	@ParameterizedTest
	@CsvSource({ "Bool, true, false", "StringEquals, x, false", "StringNotEquals, x, true", "StringLike, *, false",
			"StringEqualsIfExists, x, true", "BoolIfExists, true, true", "Null, true, true", "Null, false, false",
			"ForAllValues:StringEquals, x, true", "ForAnyValue:StringEquals, x, false" })
	void keyThatIsAbsentCountsAsInIam(String operator, String value, boolean holds) {
		assertThat(allow(operator, "iot:Connection.Thing.IsAttached", value, WILL)).isEqualTo(holds);
		assertThat(allow(operator, "iot:LastWillTopic", value, ConnectContext.NONE)).isEqualTo(holds);
	}

	@Test
	void namesOfVariablesIgnoreCase() {
		Policies policies = policies(statement("Allow", "\"Resource\": \"arn:aws:iot:*:*:client/${IOT:clientid}\""));
		assertThat(policies.explain("iot:Connect", "client/sensor-7").isAllowed()).isTrue();
		assertThat(policies.explain("iot:Connect", "client/sensor-8").isAllowed()).isFalse();
	}

	@Test
	void keyThatIsPresentIsNotNull() {
		assertThat(allow("Null", "iot:ClientId", "false", WILL)).isTrue();
		assertThat(allow("Null", "iot:ClientId", "true", WILL)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "DateGreaterThan, iot:ClientId, x", "StringEquals, aws:PrincipalTag, x",
			"IpAddress, aws:SourceIp, 1.2.3.4/40", "NullIfExists, iot:ClientId, true" })
	void undecidableConditionNeitherPermitsNorSpares(String operator, String key, String value) {
		assertThat(allow(operator, key, value, WILL)).isFalse();
		Policies denying = policies(statement("Allow", "\"Resource\": \"*\""),
				statement("Deny", "\"Resource\": \"*\"," + condition(operator, key, value)));
		assertThat(denying.explain("iot:Connect", "client/a", WILL).isAllowed()).isFalse();
		assertThat(denying.remarks())
			.containsExactly("statement 2 of policy document 1 has a condition that the local endpoint cannot decide, "
					+ operator + " " + key + ": the statement applies without it");
	}

	@Test
	void notResourceMeansAllOthers() {
		Policies policies = policies(statement("Allow", "\"NotResource\": \"arn:aws:iot:*:*:client/${iot:ClientId}\""));
		assertThat(policies.explain("iot:Connect", "client/sensor-7").isAllowed()).isFalse();
		assertThat(policies.explain("iot:Connect", "client/b").isAllowed()).isTrue();
	}

	@Test
	void notResourceWithVariableWithoutValuePermitsNothingAndDeniesAll() {
		String other = "\"NotResource\": \"arn:aws:iot:*:*:client/${iot:Connection.Thing.ThingName}\"";
		assertThat(policies(statement("Allow", other)).explain("iot:Connect", "client/b").isAllowed()).isFalse();
		assertThat(policies(statement("Allow", "\"Resource\": \"*\""), statement("Deny", other))
			.explain("iot:Connect", "client/b")
			.isAllowed()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "topic/jobs/new, , jobs, true", "topic/$share/workers/jobs/new, , jobs, true",
			"topic/$share/others/jobs/new, , jobs, false", "*, topic/jobs/new, jobs, false",
			"*, topic/$share/workers/*, jobs, false" })
	void receiveOfSharedSubscriptionIsAllowedByEitherTopic(String allowed, String denied, String name,
			boolean expected) {
		String allow = "{\"Effect\":\"Allow\",\"Action\":\"iot:Receive\",\"Resource\":\"arn:aws:iot:*:*:" + allowed
				+ "\"}";
		String deny = "{\"Effect\":\"Deny\",\"Action\":\"iot:Receive\",\"Resource\":\"arn:aws:iot:*:*:" + denied
				+ "\"}";
		Policies policies = (denied != null) ? policies(allow, deny) : policies(allow);
		assertThat(policies.explainReceive(name + "/new", "workers").isAllowed()).isEqualTo(expected);
	}

	@Test
	void topicOfALastWillIsComparedAsAnArn() {
		assertThat(allow("ArnEquals", "iot:LastWillTopic", "home/will", WILL)).isFalse();
		assertThat(allow("ArnEquals", "iot:LastWillTopic", "topic/home/will", WILL)).isFalse();
		assertThat(allow("ArnLike", "iot:LastWillTopic", "*", WILL)).isTrue();
		assertThat(policies(
				statement("Allow", "\"Resource\": \"*\"," + condition("ArnEquals", "iot:LastWillTopic", "a/b")))
			.remarks())
			.containsExactly("statement 1 of policy document 1 compares iot:LastWillTopic with 'a/b', which is not an "
					+ "ARN and never matches");
	}

	@Test
	void patternOfALastWillThatIsNoArnNeitherPermitsNorSpares() {
		assertThat(allow("ArnLike", "iot:LastWillTopic", "*home/will", WILL)).isFalse();
		assertThat(policies(statement("Allow", "\"Resource\": \"*\""),
				statement("Deny", "\"Resource\": \"*\"," + condition("ArnLike", "iot:LastWillTopic", "*home/will")))
			.explain("iot:Connect", "client/a", WILL)
			.isAllowed()).isFalse();
	}

	@Test
	void nearestStatementIsTheOneWithTheOtherType() throws Exception {
		Policies policies = Policies.of(List.of(PolicyDocument
			.parse(new ClassPathResource("policies/topic-for-filter.json").getContentAsString(StandardCharsets.UTF_8))),
				VARIABLES);
		assertThat(policies.explain("iot:Subscribe", "topicfilter/d/x").describe())
			.endsWith("statement 'Sub' of policy document 1 allows it on arn:aws:iot:*:*:topic/d/*, which is another "
					+ "type than topicfilter/");
		assertThat(policies.explain("iot:Subscribe", "topicfilter/e/x").describe()).contains("statement 'SubHash'");
	}

	@Test
	void unknownActionIsRemarkedWithTheNearestKnownOne() {
		Policies policies = policies("""
				{"Effect": "Allow", "Action": ["iot:Publsh ", "iot:*", "IOT:receive", "iot:DescribeThing"],
				"Resource": "*"}""");
		assertThat(policies.remarks()).containsExactly(
				"statement 1 of policy document 1 has the unknown action 'iot:Publsh ', probably iot:Publish");
	}

	@Test
	void blankAtTheEndOfResourceIsShown() {
		Policies policies = policies(statement("Allow", "\"Resource\": \"arn:aws:iot:*:*:client/a \""));
		assertThat(policies.explain("iot:Connect", "client/a").describe())
			.endsWith("allows it only on 'arn:aws:iot:*:*:client/a ' (with a blank at its end)");
	}

	private static boolean allow(String operator, String key, String value, ConnectContext connect) {
		return policies(statement("Allow", "\"Resource\": \"*\"," + condition(operator, key, value)))
			.explain("iot:Connect", "client/a", connect)
			.isAllowed();
	}

	private static String condition(String operator, String key, String value) {
		return "\"Condition\": {\"" + operator + "\": {\"" + key + "\": \"" + value + "\"}}";
	}

	private static String statement(String effect, String rest) {
		return "{\"Effect\": \"" + effect + "\", \"Action\": \"iot:Connect\", " + rest + "}";
	}

	private static Policies policies(String... statements) {
		return Policies.of(
				List.of(PolicyDocument
					.parse("{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", statements) + "]}")),
				VARIABLES);
	}

}
