package io.github.iotcustomauth.sample.console;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.sample.console.AuthorizerCall.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AuthorizerCalls} and {@link RedactedEvent}.
 */
class AuthorizerCallsTests {

	private static final String PASSWORD = "pa\"ss-wörd";

	private static final String BASE64 = Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));

	private final AuthorizerCalls calls = new AuthorizerCalls(new PolicyDecisions(), Clock.systemUTC());

	@Test
	void keepsABoundedNumberOfCalls() throws Exception {
		CustomAuthorizer authorizer = this.calls.record("Users",
				(event) -> AuthorizerResponse.notAuthenticated("unknown", "no"));
		for (int i = 0; i < AuthorizerCalls.CAPACITY + 5; i++) {
			authorizer.authorize(event("thermometer", null));
		}
		assertThat(this.calls.calls()).hasSize(AuthorizerCalls.CAPACITY)
			.first()
			.extracting(AuthorizerCall::number)
			.isEqualTo(6L);
	}

	@Test
	void showsEventAndAnswer() throws Exception {
		AuthorizerResponse response = AuthorizerResponse.authenticated("thermometer", "{}");
		assertThat(this.calls.record("Users", (event) -> response).authorize(event("thermometer", null)))
			.isSameAs(response);
		AuthorizerCall call = this.calls.calls().get(0);
		assertThat(call.authorizer()).isEqualTo("Users");
		assertThat(call.clientId()).isEqualTo("sensor-7");
		assertThat(call.outcome()).isEqualTo(Outcome.GRANTED);
		assertThat(call.answer())
			.isEqualTo(Map.of("isAuthenticated", true, "principalId", "thermometer", "policyDocuments", List.of("{}")));
		assertThat(call.event()).containsEntry("protocols", List.of("tls", "http", "mqtt"))
			.extractingByKey("protocolData")
			.isEqualTo(Map.of("tls", Map.of("serverName", "localhost"), "mqtt",
					Map.of("username", "thermometer", "password", "***", "clientId", "sensor-7")));
	}

	@Test
	void secretsAreReplacedWhereverTheyAre() throws Exception {
		Http http = new Http(
				Map.of("host", "localhost", "authorization", "Bearer secret-bearer", "x-amz-customauthorizer-signature",
						"secret-signature", "my-token", "secret-header"),
				"x-amz-customauthorizer-name=Users&my-token=secret-query&secret-flag");
		AuthorizerEvent event = event(
				"thermometer?x-amz-customauthorizer-name=Users&x-amz-customauthorizer-signature=secret%2Bsign&t=secret-user",
				http);
		this.calls
			.record("Users", (asked) -> AuthorizerResponse.notAuthenticated("unknown", "Not the password: " + PASSWORD))
			.authorize(event);
		AuthorizerCall call = this.calls.calls().get(0);
		assertThat(call.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(call.toString()).doesNotContain("secret", PASSWORD, BASE64)
			.contains("token=***", "password=***", "host=localhost", "authorization=***", "my-token=***",
					"x-amz-customauthorizer-name=Users&my-token=***&***",
					"thermometer?x-amz-customauthorizer-name=Users&x-amz-customauthorizer-signature=***&t=***",
					"reason=Not the password: ***");
	}

	@Test
	void userNameThatIsNoneIsNotShown() throws Exception {
		this.calls.record("Users", (event) -> AuthorizerResponse.notAuthenticated("unknown", "no"))
			.authorize(event("thermometer&token=secret?a=b", null));
		assertThat(this.calls.calls().get(0).toString()).doesNotContain("secret").contains("username=***?a=***");
	}

	@Test
	void exceptionIsShownWithoutItsMessage() {
		CustomAuthorizer authorizer = this.calls.record("Users", (event) -> {
			throw new IllegalStateException("secret");
		});
		assertThatIllegalStateException().isThrownBy(() -> authorizer.authorize(event(null, null)));
		AuthorizerCall call = this.calls.calls().get(0);
		assertThat(call.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(call.answer()).isEqualTo(Map.of("failure", "java.lang.IllegalStateException"));
	}

	@Test
	void requestOverHttpsHasNoClientId() throws Exception {
		AuthorizerEvent event = new AuthorizerEvent(null, false, List.of("tls", "http"),
				new ProtocolData(new Tls("localhost"), new Http(Map.of(), ""), null), new ConnectionMetadata("1"));
		this.calls.record("Users", (asked) -> AuthorizerResponse.authenticated("p")).authorize(event);
		assertThat(this.calls.calls().get(0).clientId()).isEmpty();
	}

	private static AuthorizerEvent event(@Nullable String username, @Nullable Http http) {
		return new AuthorizerEvent("secret-token", true, List.of("tls", "http", "mqtt"),
				new ProtocolData(new Tls("localhost"), http, new Mqtt(username, BASE64, "sensor-7")),
				new ConnectionMetadata("1"));
	}

}
