package io.github.iotcustomauth.local.internal.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ConnectionMetadata;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Http;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Mqtt;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ProtocolData;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Tls;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedactedJson}.
 */
class RedactedJsonTests {

	private static final String PASSWORD = "pa\"ss-wörd";

	private static final String BASE64 = Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));

	@Test
	void eventHasTheFormOfTheOneOfAFunction() {
		assertThat(RedactedJson.of(event("thermometer", null)))
			.isEqualTo("{\"token\":\"***\",\"signatureVerified\":true,\"protocols\":[\"tls\",\"http\",\"mqtt\"],"
					+ "\"protocolData\":{\"tls\":{\"serverName\":\"localhost\"},\"mqtt\":{\"username\":\"thermometer\","
					+ "\"password\":\"***\",\"clientId\":\"sensor-7\"}},\"connectionMetadata\":{\"id\":\"1\"}}");
	}

	@Test
	void secretsOfTheEventAreReplacedWhereverTheyAre() {
		Http http = new Http(
				Map.of("host", "localhost", "authorization", "Bearer secret-bearer", "x-amz-customauthorizer-signature",
						"secret-signature", "my-token", "secret-header"),
				"x-amz-customauthorizer-name=Users&my-token=secret-query&secret-flag");
		String json = RedactedJson.of(event(
				"thermometer?x-amz-customauthorizer-name=Users&x-amz-customauthorizer-signature=secret%2Bsign&t=secret-user",
				http));
		assertThat(json).doesNotContain("secret", PASSWORD, BASE64)
			.contains("\"host\":\"localhost\"", "\"authorization\":\"***\"", "\"my-token\":\"***\"",
					"x-amz-customauthorizer-name=Users&my-token=***&***",
					"thermometer?x-amz-customauthorizer-name=Users&x-amz-customauthorizer-signature=***&t=***");
	}

	@Test
	void userNameThatIsNoneIsNotShown() {
		assertThat(RedactedJson.of(event("thermometer&token=secret?a=b", null))).doesNotContain("secret")
			.contains("\"username\":\"***?a=***\"");
	}

	@Test
	void secretsOfTheAnswerAreReplaced() {
		AuthorizerResponse response = AuthorizerResponse.notAuthenticated("unknown", "Not the password: " + PASSWORD);
		assertThat(RedactedJson.of(response, event("a", null))).isEqualTo("{\"isAuthenticated\":false,"
				+ "\"principalId\":\"unknown\",\"policyDocuments\":[],\"reason\":\"Not the password: ***\"}");
	}

	@Test
	void valuesAreBounded() {
		String json = RedactedJson.of(event("a?" + "b=c&".repeat(5000), null));
		assertThat(json).hasSizeLessThan(2000);
		String answer = RedactedJson.of(AuthorizerResponse.authenticated("p", "x".repeat(100_000)), event("a", null));
		assertThat(answer).hasSizeLessThan(10_000);
	}

	@Test
	void statementHasTheFormOfAPolicy() {
		String statement = "{\"Sid\":\"Own\",\"Effect\":\"Deny\",\"Action\":[\"iot:Publish\"],"
				+ "\"NotResource\":[\"arn:aws:iot:*:*:topic/a\"],"
				+ "\"Condition\":{\"StringEquals\":{\"iot:DomainName\":[\"localhost\"]}}}";
		PolicyDocument document = PolicyDocument
			.parse("{\"Version\": \"2012-10-17\", \"Statement\": [" + statement + "]}");
		assertThat(RedactedJson.of(document.statements().get(0))).isEqualTo(statement);
	}

	private static AuthorizerEvent event(@Nullable String username, @Nullable Http http) {
		return new AuthorizerEvent("secret-token", true, List.of("tls", "http", "mqtt"),
				new ProtocolData(new Tls("localhost"), http, new Mqtt(username, BASE64, "sensor-7")),
				new ConnectionMetadata("1"));
	}

}
