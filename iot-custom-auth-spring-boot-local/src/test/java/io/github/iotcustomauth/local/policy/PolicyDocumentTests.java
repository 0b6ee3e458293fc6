package io.github.iotcustomauth.local.policy;

import java.util.List;

import io.github.iotcustomauth.local.policy.PolicyStatement.Condition;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PolicyDocument} and the reader behind it.
 */
class PolicyDocumentTests {

	private static final String ARN = "arn:aws:iot:eu-west-1:123456789012:";

	@Test
	void readsSingleStatementWithSingleValues() {
		PolicyDocument document = PolicyDocument.parse("""
				{
					"Version": "2012-10-17",
					"Statement": { "Effect": "Allow", "Action": "iot:Connect", "Resource": "*" }
				}
				""");
		assertThat(document.statements())
			.containsExactly(new PolicyStatement(null, Effect.ALLOW, List.of("iot:Connect"), List.of("*")));
	}

	@Test
	void readsListsOfStatementsActionsAndResources() {
		PolicyDocument document = PolicyDocument.parse("""
				{
					"Version": "2012-10-17",
					"Id": "example",
					"Statement": [
						{ "Sid": "In", "Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"],
							"Resource": ["arn:aws:iot:eu-west-1:123456789012:topic/a", "*"] },
						{ "Sid": "Out", "Effect": "Deny", "Action": "*",
							"Resource": "arn:aws:iot:eu-west-1:123456789012:topic/b" }
					]
				}
				""");
		assertThat(document.statements()).containsExactly(
				new PolicyStatement("In", Effect.ALLOW, List.of("iot:Publish", "iot:Receive"),
						List.of(ARN + "topic/a", "*")),
				new PolicyStatement("Out", Effect.DENY, List.of("*"), List.of(ARN + "topic/b")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "arn:*", "arn:aws:iot:*", "arn:aws:iot:eu-west-1:*",
			"arn:aws:iot:eu-west-1:123456789012:*", "arn:aws-cn:iot:cn-north-1:123456789012:client/a",
			"arn:aws:iot:*:*:client/a", "arn:aws:iot:::client/a", "arn:*:*:*:*:client/a",
			"arn:aws:iot:eu-west-1:123456789012:client/urn:dev:1", "arn:aws:iot:eu-west-1:1:client/${iot:ClientId}",
			"arn:aws:iot:eu-west-1:1:topic/${iot:DomainName}/${aws:SourceIp}",
			"arn:aws:iot:eu-west-1:1:topic/${iot:Connection.Thing.ThingName}",
			"arn:aws:iot:eu-west-1:1:topic/${iot:Certificate.Subject.CommonName}",
			"arn:aws:iot:eu-west-1:1:topic/${*}${?}${$}", "arn:aws:iot:eu-west-1:1:cert/123" })
	void acceptsResource(String resource) {
		assertThatNoException().isThrownBy(() -> PolicyDocument.parse(document(statement("iot:Publish", resource))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "client/a", "arn", "arn:", "arn:aws:iot", "arn:aws:iot:eu-west-1:123456789012:",
			"arn:aws:iot:eu-west-1:client/a", "arn:aws:iot:eu-west-1:client/a:b", "urn:aws:iot:eu-west-1:1:client/a",
			"arn:aws:iot:eu-west-1:123456789012" })
	void rejectsResourceThatIsNoArn(String resource) {
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse(document(statement("iot:Publish", resource))))
			.withMessageStartingWith("Statement 1: Resource '" + resource
					+ "' is neither '*' nor an ARN of the form arn:aws:iot:<region>:<account>:<type>/<name>");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			arn:aws:s3:eu-west-1:1:bucket/a | is not of the service 'iot'
			arn:aws:iot:eu-west-1:1:client/${iot:ClientIdent} | has an unknown policy variable '${iot:ClientIdent}'
			arn:aws:iot:eu-west-1:1:client/${} | has an unknown policy variable '${}'
			arn:aws:iot:eu-west-1:1:client/${${iot:ClientId}} | unknown policy variable '${${iot:ClientId}'
			arn:aws:iot:eu-west-1:1:client/${iot:ClientId | has a policy variable without closing '}'
			arn:aws:iot:eu-west-1:1:client/${iot:ClientId}/${ | has a policy variable without closing '}'
			""")
	void rejectsResource(String resource, String message) {
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse(document(statement("iot:Publish", resource))))
			.withMessageStartingWith("Statement 1: Resource '" + resource + "'")
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[]                                                        | is not a JSON object
			''                                                        | is not a JSON object
			{}                                                        | needs "Version": "2012-10-17"
			{"Version":"2008-10-17","Statement":[]}                   | needs "Version": "2012-10-17"
			{"Version":20121017,"Statement":[]}                       | needs "Version": "2012-10-17"
			{"Version":"2012-10-17"}                                  | needs a Statement
			{"Version":"2012-10-17","Statement":"x"}                  | needs a Statement
			{"Version":"2012-10-17","Statement":[]}                   | empty Statement list
			{"Version":"2012-10-17","Statement":["x"]}                | Statement 1: it is not a JSON object
			{"Version":"2012-10-17","Statement":{},"Principal":"*"}   | has an element 'Principal'
			{"Version":"2012-10-17","Version":"2012-10-17"}           | is not valid JSON
			{"Version":"2012-10-17","Statement":{}} {}                | is not valid JSON
			{                                                         | is not valid JSON
			not json                                                  | is not valid JSON
			""")
	void rejectsDocument(String json, String message) {
		assertThatExceptionOfType(InvalidPolicyException.class).isThrownBy(() -> PolicyDocument.parse(json))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{}                                                                       | Effect is neither
					{"Effect":"allow","Action":"*","Resource":"*"}                           | Effect is neither
					{"Effect":true,"Action":"*","Resource":"*"}                              | Effect is neither
					{"Effect":"Allow","Resource":"*"}                                        | Action is missing
					{"Effect":"Allow","Action":"*"}                                          | Resource is missing
					{"Effect":"Allow","Action":[],"Resource":"*"}                            | Action is empty
					{"Effect":"Allow","Action":"*","Resource":[]}                            | Resource is empty
					{"Effect":"Allow","Action":1,"Resource":"*"}                             | Action is neither a string nor a list
					{"Effect":"Allow","Action":true,"Resource":"*"}                          | Action is neither a string nor a list
					{"Effect":"Allow","Action":["*",1],"Resource":"*"}                       | Action has an element that is not a string
					{"Effect":"Allow","Action":"Publish","Resource":"*"}                     | write it as 'iot:Publish'
					{"Effect":"Allow","Action":":x","Resource":"*"}                          | has no service prefix
					{"Sid":1,"Effect":"Allow","Action":"*","Resource":"*"}                   | Sid is not a string
					{"Effect":"Allow","NotAction":"*","Resource":"*"}                        | has an element 'NotAction'
					{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}           | has an element 'Principal'
					{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{}}} | has a Condition
					{"effect":"Allow","Action":"*","Resource":"*"}                           | has an element 'effect', write it as 'Effect'
					{"Effect":"Allow","Action":"*","Resources":"*"}                          | has an element 'Resources', write it as 'Resource'
					{"Effect":"Allow ","Action":"*","Resource":"*"}                          | it is "Allow "
					{"Effect":"Allow","Action":"*","Resource":"*","NotResource":"*"}         | both Resource and NotResource
					{"Effect":"Allow","Action":"*","Resource":"topic/a"}                     | the prefix 'arn:aws:iot:' is missing
					""")
	void rejectsStatement(String statement, String message) {
		String valid = statement("iot:Connect", "*");
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse(document(valid + "," + statement)))
			.withMessageStartingWith("Statement 2: ")
			.withMessageContaining(message);
	}

	@Test
	void mistypedVersionIsToldAsSuch() {
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse("{\"version\": \"2012-10-17\", \"Statement\": []}"))
			.withMessage("The policy document has an element 'version', write it as 'Version'");
	}

	@Test
	void valuesOfConditionsMayBeNumbersAndBooleans() {
		PolicyDocument document = PolicyDocument.parse("""
				{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
				"Condition": {"NumericLessThan": {"a:b": [1, 2.5]}, "Bool": {"c:d": true}}}}""");
		assertThat(document.statements()).flatExtracting(PolicyStatement::conditions)
			.containsExactly(new Condition("NumericLessThan", "a:b", List.of("1", "2.5")),
					new Condition("Bool", "c:d", List.of("true")));
	}

	@Test
	void byteOrderMarkIsSkipped() {
		assertThatNoException()
			.isThrownBy(() -> PolicyDocument.parse("\uFEFF" + document(statement("iot:Publish", "*"))));
	}

	@Test
	void brokenJsonIsToldInOwnWords() {
		assertThatExceptionOfType(InvalidPolicyException.class).isThrownBy(() -> PolicyDocument.parse("{\"a\": oops}"))
			.withMessageMatching("The policy document is not valid JSON at line 1, column \\d+");
	}

	@Test
	void saysWhereTheJsonIsBroken() {
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse("{\n\t\"Version\": oops\n}"))
			.withMessageContaining("line 2");
	}

	@Test
	void countsCharactersWithoutWhiteSpace() {
		String resource = ARN + "topic/";
		int length = document(statement("iot:Publish", resource)).length();
		String longest = document(statement("iot:Publish", resource + "x".repeat(2048 - length)));
		assertThat(longest).hasSize(2048);
		assertThatNoException().isThrownBy(() -> PolicyDocument.parse(longest + " \n\t".repeat(100)));
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse(longest.replace("xx", "xxx")))
			.withMessageContaining("AWS IoT Core takes at most 2048");
	}

	private static String statement(String action, String resource) {
		return "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}";
	}

	private static String document(String statements) {
		return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
	}

}
