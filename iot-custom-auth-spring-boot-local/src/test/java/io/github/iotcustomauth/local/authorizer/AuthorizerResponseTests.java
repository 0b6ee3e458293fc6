package io.github.iotcustomauth.local.authorizer;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rules of {@link AuthorizerResponse}, as {@link RegisteredAuthorizer}
 * applies them.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuthorizerResponseTests {

	private static final String POLICY = """
			{"Version": "2012-10-17",
			"Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}""";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					[]                                               | it is a list, not a JSON object
					null                                             | it is null, not a JSON object
					"yes"                                            | it is text, not a JSON object
					"\\"{}\\""                                       | it is text, not a JSON object
					"[]"                                             | it is a list, not a JSON object
					7                                                | it is a number, not a JSON object
					true                                             | it is a boolean, not a JSON object
					{"statusCode": 200, "body": "{}"}                | it is an answer for HTTP, with statusCode and body; answer with what is in the body alone
					{"isAuthenticated":                              | it is not valid JSON (line 1, column 20)
					{} {}                                            | it is not valid JSON (line 1, column 4)
					""")
	void answerIsAJsonObject(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{}                                               | isAuthenticated is missing
					{"isAuthenticated": null}                        | isAuthenticated is missing
					{"isAuthenticated": "true"}                      | isAuthenticated is neither true nor false
					{"authenticated": true}                          | isAuthenticated is missing, and 'authenticated' is unknown; the getter
					""")
	void isAuthenticatedIsRequiredAndABoolean(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{"isAuthenticated": true}                        | principalId is missing; it is required even when isAuthenticated is false
					{"isAuthenticated": true, "principalId": 7}      | principalId is not a string
					{"isAuthenticated": true, "principalId": ""}     | principalId is empty
					{"isAuthenticated": true, "principalId": "a_b"}  | principalId 'a_b' has characters other than letters and digits
					{"isAuthenticated": true, "principalId": "a-b"}  | principalId 'a-b' has characters other than letters and digits
					{"isAuthenticated": true, "principalId": "\u00e4"} | principalId '\u00e4' has characters other than letters and digits
					{"isAuthenticated": true, "principalId": "LONG"} | principalId has 129 characters, AWS IoT Core takes at most 128
					""")
	void principalIdIsRequiredAndHasLettersAndDigits(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{"isAuthenticated": true, "principalId": "a"}    | policyDocuments is missing; it may be an empty list
			{"isAuthenticated": true, "principalId": "a", "policyDocuments": {}}   | policyDocuments is not a list
			""")
	void policyDocumentsIsARequiredList(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [7]}  | policyDocuments[0] is neither an object nor a string
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [POLICY, {}]} | policyDocuments[1]: The policy document needs "Version": "2012-10-17"
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": ["{"]} | policyDocuments[0]: The policy document is not valid JSON
					""")
	void invalidDocumentIsRefused(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [ELEVEN]} | there are 11 policyDocuments, AWS IoT Core takes at most 10
					""")
	void moreThan10DocumentsAreRefused(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [BIG]} | policyDocuments[0]: The policy document has 2049 characters without white space, AWS IoT Core takes at most 2048
					""")
	void documentThatIsTooLongIsRefused(String json, String rule) {
		expectRefusal(json, rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "refreshAfterInSeconds": 299} | refreshAfterInSeconds is 299, AWS IoT Core takes 300 to 86400
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "refreshAfterInSeconds": 86401} | refreshAfterInSeconds is 86401, AWS IoT Core takes 300 to 86400
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "refreshAfterInSeconds": "300"} | refreshAfterInSeconds is not a whole number
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "disconnectAfterInSeconds": 299} | disconnectAfterInSeconds is 299, AWS IoT Core takes 300 to 86400
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "disconnectAfterInSeconds": 86401} | disconnectAfterInSeconds is 86401, AWS IoT Core takes 300 to 86400
					{"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "disconnectAfterInSeconds": 300.5} | disconnectAfterInSeconds is not a whole number
					""")
	void timesOutOfBoundsAreRefused(String json, String rule) {
		expectRefusal(json, rule);
	}

	private static void expectRefusal(String json, String rule) {
		assertThat(decide(expand(json))).isInstanceOfSatisfying(Refused.class, (refused) -> assertThat(refused.reason())
			.startsWith("the answer of authorizer 'A' is invalid: " + rule));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					"principalId": "a_b"                                                 | isAuthenticated is missing
					"isAuthenticated": true, "principalId": "a_b", "refreshAfterInSeconds": 1 | principalId
					"isAuthenticated": true, "principalId": "a", "refreshAfterInSeconds": 1   | policyDocuments is missing
					"isAuthenticated": true, "principalId": "a", "policyDocuments": [{}], "refreshAfterInSeconds": 1 | policyDocuments[0]
					"isAuthenticated": true, "principalId": "a", "policyDocuments": [ELEVEN,{}] | there are 12
					"isAuthenticated": true, "principalId": "a", "policyDocuments": [], "disconnectAfterInSeconds": 1, "refreshAfterInSeconds": 2 | refreshAfterInSeconds is 2
					""")
	void checksInTheOrderOfAws(String elements, String rule) {
		expectRefusal("{" + elements + "}", rule);
	}

	@ParameterizedTest
	@ValueSource(strings = { "300", "86400" })
	void takesTheBounds(String seconds) {
		Granted granted = (Granted) decide("""
				{"isAuthenticated": true, "principalId": "%s", "policyDocuments": [],
				"refreshAfterInSeconds": %s, "disconnectAfterInSeconds": %s, "further": {}}"""
			.formatted("a".repeat(128), seconds, seconds));
		assertThat(granted.refreshAfter()).hasSeconds(Long.parseLong(seconds));
		assertThat(granted.disconnectAfter()).hasSeconds(Long.parseLong(seconds));
		assertThat(granted.principalId()).hasSize(128);
		assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3600.0", "3.6e3", "36000e-1" })
	void wholeNumberMayHaveAFraction(String seconds) {
		Granted granted = (Granted) decide(
				"{\"isAuthenticated\": true, \"principalId\": \"a\", \"policyDocuments\": [], \"refreshAfterInSeconds\": "
						+ seconds + "}");
		assertThat(granted.refreshAfter()).hasHours(1);
	}

	@Test
	void numberThatIsTooLargeIsRefused() {
		expectRefusal("""
				{"isAuthenticated": true, "principalId": "a", "policyDocuments": [],
				"refreshAfterInSeconds": 1e999}""", "refreshAfterInSeconds is not a whole number");
	}

	@Test
	void answerMayBeTextOfAnAnswer() {
		assertThat(decide(JsonMapper.shared()
			.writeValueAsString("{\"isAuthenticated\": true, \"principalId\": \"a\", \"policyDocuments\": []}")))
			.isInstanceOf(Granted.class);
	}

	@ParameterizedTest
	@CsvSource({ "principalID, principalId", "PolicyDocuments, policyDocuments",
			"refreshAfterInSecs, refreshAfterInSeconds", "disconnectAfter, disconnectAfterInSeconds" })
	void elementThatLooksLikeAKnownOneIsNamed(String name, String known, CapturedOutput output) {
		decide("{\"isAuthenticated\": true, \"" + name + "\": 300}");
		assertThat(output).contains("AWS IoT Core ignores the element '" + name
				+ "' of an authorizer's answer; the right name is '" + known + "'");
	}

	@Test
	void otherElementIsIgnored(CapturedOutput output) {
		decide("{\"isAuthenticated\": true, \"principalId\": \"a\", \"principalName\": \"b\", \"context\": {}}");
		assertThat(output).doesNotContain("ignores");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"isAuthenticated": false} | principalId is missing; it is required even when isAuthenticated is false
					{"isAuthenticated": false, "principalId": 7} | principalId is not a string
					{"isAuthenticated": false, "principalId": "a", "policyDocuments": [], "refreshAfterInSeconds": 0} | refreshAfterInSeconds is 0, AWS IoT Core takes 300 to 86400
					""")
	void refusalSaysFirstThatTheFunctionSaidNo(String json, String rule) {
		assertThat(decide(json)).isEqualTo(new Refused("authorizer 'A' answered isAuthenticated: false; "
				+ "AWS IoT Core would not take the answer either: " + rule));
	}

	@Test
	void timesHaveTheDefaultsOfAws() {
		Granted granted = (Granted) decide(expand("""
				{"isAuthenticated": true, "principalId": "a", "policyDocuments": [],
				"refreshAfterInSeconds": null}"""));
		assertThat(granted.refreshAfter()).hasSeconds(300);
		assertThat(granted.disconnectAfter()).hasSeconds(86_400);
	}

	@Test
	void documentMayBeAnObjectOrText() {
		for (String document : List.of(POLICY, JsonMapper.shared().writeValueAsString(POLICY))) {
			Granted granted = (Granted) decide(
					"{\"isAuthenticated\": true, \"principalId\": \"a\", \"policyDocuments\": [" + document + "]}");
			assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isTrue();
		}
	}

	@Test
	void documentOfTheGreatestLengthIsTaken() {
		Granted granted = (Granted) decide(
				expand("{\"isAuthenticated\": true, \"principalId\": \"a\", \"policyDocuments\": [GREATEST]}"));
		assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isTrue();
	}

	@Test
	void unauthenticatedClientIsRefused() {
		assertThat(decide("{\"isAuthenticated\": false, \"principalId\": \"a\", \"policyDocuments\": []}"))
			.isEqualTo(new Refused("authorizer 'A' answered isAuthenticated: false"));
	}

	@Test
	void typedAnswerIsHeldToTheSameRules() {
		assertThat(decide((event) -> AuthorizerResponse.authenticated("a_b", POLICY))).isEqualTo(new Refused(
				"the answer of authorizer 'A' is invalid: principalId 'a_b' has characters other than letters and digits"));
		assertThat(decide((event) -> AuthorizerResponse.authenticated("ab").withDisconnectAfter(Duration.ofMinutes(1))))
			.isEqualTo(new Refused(
					"the answer of authorizer 'A' is invalid: disconnectAfterInSeconds is 60, AWS IoT Core takes 300 to 86400"));
		assertThat(decide((event) -> null))
			.isEqualTo(new Refused("the answer of authorizer 'A' is invalid: it is null"));
		assertThat(decide((event) -> AuthorizerResponse.notAuthenticated("ab", "too late")))
			.isEqualTo(new Refused("too late"));
		assertThat(
				decide((event) -> AuthorizerResponse.authenticated("ab", POLICY).withRefreshAfter(Duration.ofHours(1))))
			.isInstanceOfSatisfying(Granted.class, (granted) -> assertThat(granted.refreshAfter()).hasHours(1));
	}

	@Test
	void exceptionOfAnAuthorizerIsReportedWithoutTheSecretsOfTheClient() {
		assertThat(decide((event) -> {
			throw new IllegalStateException("No row for " + event.protocolData().mqtt().password() + "\nin "
					+ event.protocolData().mqtt().username());
		})).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).startsWith(
						"authorizer 'A' failed: No row for *** in alice?tok=***: java.lang.IllegalStateException at "
								+ AuthorizerResponseTests.class.getName()));
		assertThat(decide((event) -> AuthorizerResponse.authenticated("wonderland!"))).isEqualTo(new Refused(
				"the answer of authorizer 'A' is invalid: principalId '***!' has characters other than letters and digits"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void principalOfAClientWithACertificateIsItsId(boolean authenticated) {
		ClientCertificate certificate = TestCertificates.registered();
		String start = authenticated ? "the answer of authorizer 'A' is invalid: "
				: "authorizer 'A' answered isAuthenticated: false; AWS IoT Core would not take the answer either: ";
		assertThat(decide((event) -> new AuthorizerResponse(authenticated, "a", List.of(POLICY), null, null, null),
				certificate))
			.isEqualTo(new Refused(start + "principalId 'a' is not the id of the client "
					+ "certificate; answer with the event's protocolData.tls.principalId, '" + certificate.id() + "'"));
		assertThat(decide((event) -> AuthorizerResponse.authenticated(event.protocolData().tls().principalId(), POLICY),
				certificate))
			.isInstanceOfSatisfying(Granted.class, (granted) -> {
				assertThat(granted.principalId()).isEqualTo(certificate.id());
				assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isTrue();
			});
	}

	@Test
	void policyDocumentsOfAClientWithACertificateMayBeMissing() {
		String answer = "{\"isAuthenticated\": true, \"principalId\": \"%s\"}";
		ClientCertificate without = TestCertificates.registered();
		assertThat(decide((event) -> AuthorizerResponse.parse(answer.formatted(without.id())), without))
			.isInstanceOfSatisfying(Granted.class,
					(granted) -> assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isFalse());
		ClientCertificate with = TestCertificates.registered(POLICY);
		assertThat(decide((event) -> AuthorizerResponse.parse(answer.formatted(with.id())), with))
			.isInstanceOfSatisfying(Granted.class,
					(granted) -> assertThat(granted.policies().isAllowed("iot:Connect", "client/c")).isTrue());
	}

	@Test
	void usersOfAStaticAuthorizerHaveThePrincipalOfTheirCertificate() {
		StaticAuthorizer users = new StaticAuthorizer("A", Map.of("alice", "wonderland"), List.of(POLICY));
		ClientCertificate certificate = TestCertificates.registered();
		assertThat(decide(users, certificate)).isInstanceOfSatisfying(Granted.class,
				(granted) -> assertThat(granted.principalId()).isEqualTo(certificate.id()));
		assertThat(decide(new StaticAuthorizer("A", Map.of("alice", "other"), List.of()), certificate))
			.isEqualTo(new Refused("the password is not the one that authorizer 'A' has for user 'alice'"));
	}

	private static ConnectDecision decide(String json) {
		return decide((event) -> AuthorizerResponse.parse(json));
	}

	private static ConnectDecision decide(CustomAuthorizer function) {
		return decide(function, null);
	}

	private static ConnectDecision decide(CustomAuthorizer function, @Nullable ClientCertificate certificate) {
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(new RegisteredAuthorizer("A", function)), "A");
		// the password is 'wonderland'
		return registry.authorize(new ConnectAttempt(5, "c", "alice?tok=s3cr3t", "d29uZGVybGFuZA==", "localhost", null)
			.withClientCertificate(certificate));
	}

	private static String expand(String json) {
		Map<String, String> texts = Map.of("LONG", "a".repeat(129), "POLICY", POLICY, "ELEVEN",
				String.join(",", Collections.nCopies(11, POLICY)), "BIG", document(2049), "GREATEST",
				document(PolicyDocument.MAXIMUM_LENGTH));
		String expanded = json;
		for (Map.Entry<String, String> text : texts.entrySet()) {
			expanded = expanded.replace(text.getKey(), text.getValue());
		}
		return expanded;
	}

	private static String document(int length) {
		int missing = length - POLICY.replaceAll("\\s", "").length() - "\"Id\":\"\",".length();
		return "{\"Id\": \"" + "x".repeat(missing) + "\", \n" + POLICY.substring(1);
	}

}
