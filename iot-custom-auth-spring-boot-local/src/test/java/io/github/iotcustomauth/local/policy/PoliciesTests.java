package io.github.iotcustomauth.local.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.policy.PolicyDecision.Match;
import io.github.iotcustomauth.local.policy.PolicyDecision.Outcome;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Policies}.
 */
class PoliciesTests {

	private static final String ARN = "arn:aws:iot:eu-west-1:123456789012:";

	@ParameterizedTest
	@CsvSource({ "iot:Connect, client/a, iot:Connect, client/a, true",
			"iot:Connect, client/a, iot:Connect, client/b, false",
			"iot:Connect, client/a, iot:Publish, client/a, false",
			"iot:Connect, client/a, iot:Connect, CLIENT/a, false", "IOT:connect, client/a, iot:Connect, client/a, true",
			"iot:*, topic/a, iot:Publish, topic/a, true", "*, topic/a, iot:Publish, topic/a, true",
			"iot:*tainMessage, topic/a, iot:Publish, topic/a, false",
			"iot:RetainPublish, topic/a, iot:Publish, topic/a, false",
			"iot:*Publish, topic/a, iot:RetainPublish, topic/a, true",
			"iot:R?ceive, topic/a, iot:Receive, topic/a, true",
			"iot:Publish, topic/a/*, iot:Publish, topic/a/b/c, true",
			"iot:Publish, topic/a/*, iot:Publish, topic/a, false",
			"iot:Publish, topic/a?c, iot:Publish, topic/a/c, true",
			"iot:Publish, topic/a?c, iot:Publish, topic/a/b/c, false", "iot:Publish, *, iot:Publish, topic/a, true",
			"iot:*, topic*, iot:Subscribe, topicfilter/a, true",
			"iot:Subscribe, topicfilter/a/+/c, iot:Subscribe, topicfilter/a/+/c, true",
			"iot:Subscribe, topicfilter/a/+/c, iot:Subscribe, topicfilter/a/b/c, false",
			"iot:Subscribe, topicfilter/a/#, iot:Subscribe, topicfilter/a/b, false",
			"iot:Subscribe, topicfilter/a/*, iot:Subscribe, topicfilter/a/#, true",
			"iot:Subscribe, topicfilter/a/b, iot:Subscribe, topicfilter/a/+, false",
			"iot:Subscribe, topicfilter/a/+, iot:Subscribe, topic/a/+, false" })
	void allows(String action, String name, String askedAction, String askedResource, boolean expected) {
		assertThat(policies(allow(action, ARN + name)).isAllowed(askedAction, askedResource)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "*", "arn:*", "arn:aws:iot:*", "arn:aws:iot:us-east-1:000000000000:client/a",
			"arn:aws-cn:iot:cn-north-1:000000000000:client/a", "arn:aws:iot:*:*:client/?" })
	void regionAccountAndPartitionAreNotCompared(String resource) {
		assertThat(policies(allow("iot:Connect", resource)).isAllowed("iot:Connect", "client/a")).isTrue();
	}

	@Test
	void withoutDocumentsEverythingIsDenied() {
		PolicyDecision decision = policies().explain("iot:Connect", "client/a");
		assertThat(decision)
			.isEqualTo(new PolicyDecision(Outcome.IMPLICIT_DENY, "iot:Connect", "client/a", null, null));
		assertThat(decision.describe()).isEqualTo("iot:Connect on client/a is denied: no statement allows it");
	}

	@Test
	void denyBeatsAllowWhateverTheOrder() {
		PolicyStatement allow = new PolicyStatement("Own", Effect.ALLOW, List.of("iot:*"), List.of("*"));
		PolicyStatement deny = new PolicyStatement("NoAdmin", Effect.DENY, List.of("iot:Publish"),
				List.of(ARN + "topic/x", ARN + "topic/admin/*"));
		for (Policies policies : List.of(policies(allow, deny), policies(deny, allow))) {
			PolicyDecision denied = policies.explain("iot:Publish", "topic/admin/reboot");
			assertThat(denied.outcome()).isEqualTo(Outcome.EXPLICIT_DENY);
			assertThat(denied.match()).extracting(Match::statement, Match::resource)
				.containsExactly(deny, ARN + "topic/admin/*");
			assertThat(denied.isAllowed()).isFalse();
			assertThat(denied.describe()).isEqualTo("iot:Publish on topic/admin/reboot is denied by statement "
					+ "'NoAdmin' of policy document 1 for " + ARN + "topic/admin/*");
			PolicyDecision allowed = policies.explain("iot:Receive", "topic/admin/reboot");
			assertThat(allowed.outcome()).isEqualTo(Outcome.ALLOWED);
			assertThat(allowed.match()).extracting(Match::statement, Match::resource).containsExactly(allow, "*");
		}
	}

	@Test
	void outcomesAreNamedAsThoseOfTestAuthorization() {
		Policies policies = policies(allow("iot:*", "*"), deny("iot:Publish", "*"));
		assertThat(policies.explain("iot:Connect", "client/a").outcome()).hasToString("ALLOWED");
		assertThat(policies.explain("iot:Publish", "topic/a").outcome()).hasToString("EXPLICIT_DENY");
		assertThat(policies().explain("iot:Publish", "topic/a").outcome()).hasToString("IMPLICIT_DENY");
		assertThat(Outcome.values()).hasSize(3);
	}

	@Test
	void denyInAnotherDocumentBeatsAllow() {
		Policies policies = Policies.of(
				List.of(new PolicyDocument(List.of(allow("iot:*", "*"))),
						new PolicyDocument(
								List.of(new PolicyStatement(null, Effect.DENY, List.of("iot:Connect"), List.of("*"))))),
				Map.of());
		assertThat(policies.explain("iot:Connect", "client/a").outcome()).isEqualTo(Outcome.EXPLICIT_DENY);
		assertThat(policies.explain("iot:Publish", "topic/a").outcome()).isEqualTo(Outcome.ALLOWED);
	}

	@Test
	void firstStatementThatAllowsIsNamed() {
		PolicyStatement first = allow("iot:Publish", ARN + "topic/*");
		PolicyDecision decision = policies(first, allow("iot:*", "*")).explain("iot:Publish", "topic/a");
		assertThat(decision.match()).isEqualTo(new Match(1, 1, first, ARN + "topic/*"));
		assertThat(decision.describe())
			.isEqualTo("iot:Publish on topic/a is allowed by statement 1 of policy document 1 for " + ARN + "topic/*");
	}

	@Test
	void statementWithoutSidIsNamedByItsPlace() {
		Policies policies = Policies.of(
				List.of(new PolicyDocument(List.of(allow("iot:Connect", "*"))), new PolicyDocument(
						List.of(allow("iot:Receive", "*"), allow("iot:Publish", ARN + "topic/a"), deny("iot:*", "*")))),
				Map.of());
		assertThat(policies.explain("iot:Publish", "topic/a").describe())
			.isEqualTo("iot:Publish on topic/a is denied by statement 3 of policy document 2 for *");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					iot:Connect   | client/b   | ; statement 1 of policy document 1 allows it on A:client/a and 1 more
					iot:Publish   | topic/b    | ; statement 1 of policy document 2 allows it on A:topic/a
					iot:Publish   | topic/t/x  | ; statement 'Things' of policy document 2 has a variable without a value in A:topic/t/V:
					iot:Publish   | topic/w    | ; statement 1 of policy document 2 allows it on A:topic/a
					iot:Connect   | client/w   | ; the condition of statement 3 of policy document 2 does not hold
					iot:Subscribe | topic/a    | ''
					""")
	void nearestMissIsNamed(String action, String resource, String miss) {
		PolicyStatement things = new PolicyStatement("Things", Effect.ALLOW, List.of("iot:Publish"),
				List.of(ARN + "topic/t/${iot:Connection.Thing.ThingName}"));
		PolicyStatement will = new PolicyStatement(null, Effect.ALLOW, List.of("iot:Connect"),
				List.of(ARN + "client/w"), List.of(new PolicyStatement.Condition("ForAnyValue:StringEquals",
						"iot:ConnectAttributes", List.of("LastWill"))));
		Policies policies = Policies.of(List.of(
				new PolicyDocument(List.of(new PolicyStatement(null, Effect.ALLOW, List.of("iot:Connect"),
						List.of(ARN + "client/a", ARN + "client/c")))),
				new PolicyDocument(List.of(allow("iot:Publish", ARN + "topic/a"), things, will,
						deny("iot:Subscribe", ARN + "topicfilter/*")))),
				Map.of());
		assertThat(policies.explain(action, resource).describe())
			.isEqualTo(action + " on " + resource + " is denied: no statement allows it"
					+ miss.replace("A:", ARN).replace("V:", "${iot:Connection.Thing.ThingName}"));
	}

	@Test
	void documentsOfTheCertificateAreJoined() {
		List<PolicyDocument> ofAuthorizer = Collections.nCopies(Policies.MAXIMUM_DOCUMENTS, PolicyDocument.parse("""
				{"Version": "2012-10-17", "Statement": [
				{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/a"},
				{"Effect": "Deny", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/c"}]}"""));
		PolicyDocument attached = PolicyDocument.parse("""
				{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
				"Resource": ["arn:aws:iot:*:*:topic/${iot:ClientId}", "arn:aws:iot:*:*:topic/c"]}}""");
		Policies policies = Policies.of(ofAuthorizer, List.of(attached), Map.of("iot:ClientId", "b"));
		assertThat(policies.isAllowed("iot:Publish", "topic/a")).isTrue();
		assertThat(policies.explain("iot:Publish", "topic/b").describe())
			.contains("statement 1 of policy document 11 for ");
		assertThat(policies.isAllowed("iot:Publish", "topic/c")).isFalse();
		assertThat(policies.isAllowed("iot:Publish", "topic/d")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "thermo-1, thermo-1, true", "thermo-1, thermo-2, false", "a:b, a:b, true", "a+b, a+b, true",
			"a#b, a#b, true", "a+b, axb, false", "$1, $1, true", "${iot:ClientId}, ${iot:ClientId}, true",
			// a wildcard in a client id becomes one of the policy, as at AWS
			"a*, abc, true", "a?, ab, true" })
	void clientIdVariableIsReplaced(String clientId, String askedId, boolean expected) {
		Policies policies = Policies.of(
				List.of(new PolicyDocument(List.of(allow("iot:Connect", ARN + "client/${iot:ClientId}")))),
				Map.of("iot:ClientId", clientId));
		assertThat(policies.isAllowed("iot:Connect", "client/" + askedId)).isEqualTo(expected);
	}

	@Test
	void severalVariablesInOneResourceAreReplaced() {
		Policies policies = Policies.of(
				List.of(new PolicyDocument(
						List.of(allow("iot:Publish", ARN + "topic/${iot:DomainName}/${iot:ClientId}/*/${*}${?}${$}")))),
				Map.of("iot:ClientId", "c", "iot:DomainName", "localhost"));
		assertThat(policies.isAllowed("iot:Publish", "topic/localhost/c/x/y/*?$")).isTrue();
		assertThat(policies.isAllowed("iot:Publish", "topic/localhost/c/x/y/ab$")).isFalse();
	}

	@Test
	void resourceWithVariableThatHasNoValueMatchesNothing() {
		PolicyStatement statement = new PolicyStatement(null, Effect.ALLOW, List.of("iot:Publish"),
				List.of(ARN + "topic/${iot:Connection.Thing.ThingName}*", ARN + "topic/known"));
		Policies policies = policies(statement);
		assertThat(policies.isAllowed("iot:Publish", "topic/known")).isTrue();
		assertThat(policies.isAllowed("iot:Publish", "topic/other")).isFalse();
		assertThat(policies.isAllowed("iot:Publish", "topic/${iot:Connection.Thing.ThingName}")).isFalse();
	}

	@Test
	void takesAtMostTenDocuments() {
		PolicyDocument document = new PolicyDocument(List.of(allow("iot:*", "*")));
		assertThat(Policies.of(Collections.nCopies(10, document), Map.of()).isAllowed("iot:Connect", "client/a"))
			.isTrue();
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> Policies.of(Collections.nCopies(11, document), Map.of()))
			.withMessage("There are 11 policy documents, AWS IoT Core takes at most 10");
	}

	@Test
	void examplesAreAllowed() {
		PolicyStatement denial = new PolicyStatement(null, Effect.DENY, List.of("iot:Publish"),
				List.of(ARN + "topic/secret/*"));
		Policies policies = policies(allow("iot:*", ARN + "topic/a/*/b?"), allow("iot:Connect", ARN + "client/a"),
				allow("iot:Publish", ARN + "topic/secret/*"), denial);
		assertThat(policies.examples("iot:Publish")).containsExactly("topic/a/example/bx")
			.allMatch((resource) -> policies.isAllowed("iot:Publish", resource));
		assertThat(policies.examples("iot:Connect")).containsExactly("topic/a/example/bx", "client/a");
	}

	private static Policies policies(PolicyStatement... statements) {
		return Policies.of(List.of(new PolicyDocument(List.of(statements))), Map.of());
	}

	private static PolicyStatement deny(String action, String resource) {
		return new PolicyStatement(null, Effect.DENY, List.of(action), List.of(resource));
	}

	private static PolicyStatement allow(String action, String resource) {
		return new PolicyStatement(null, Effect.ALLOW, List.of(action), List.of(resource));
	}

}
