package io.github.iotcustomauth.local.internal.server;

import java.util.List;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CountingAuthorizer}.
 */
class CountingAuthorizerTests {

	private final CountingAuthorizer authorizer = new CountingAuthorizer(
			(attempt) -> new ConnectDecision.Refused(attempt.clientId()));

	@Test
	void countsInAllAndByClient() {
		assertThat(ask("a")).isEqualTo(new ConnectDecision.Refused("a"));
		ask("b");
		ask("a");
		assertThat(this.authorizer.getCalls()).isEqualTo(3);
		assertThat(this.authorizer.getCalls("a")).isEqualTo(2);
		this.authorizer.clear();
		assertThat(this.authorizer.getCalls("a")).isZero();
	}

	@Test
	void forgetsTheClientThatWasQuietForLongest() {
		ask("a");
		ask("b");
		ask("a");
		for (int i = 0; i < CountingAuthorizer.MAX_CLIENTS - 1; i++) {
			ask("other-" + i);
		}
		assertThat(this.authorizer.getCalls("a")).isEqualTo(2);
		assertThat(this.authorizer.getCalls("b")).isZero();
		assertThat(this.authorizer.getCalls()).isEqualTo(CountingAuthorizer.MAX_CLIENTS + 2);
	}

	private ConnectDecision ask(String clientId) {
		return this.authorizer.authorize(new ConnectAttempt(5, clientId, null, null, null, null));
	}

	@Test
	void countsWhatReallyRuns() {
		TokenVerifier verifier = new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST)));
		CustomAuthorizer function = (event) -> AuthorizerResponse.authenticated("a");
		CountingAuthorizer counting = new CountingAuthorizer(
				new AuthorizerRegistry(
						List.of(new RegisteredAuthorizer("Open", function),
								new RegisteredAuthorizer("Off", AuthorizerStatus.INACTIVE, null, function),
								new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE, verifier, function)),
						null));
		for (String name : List.of("Unknown", "Off", "Signed", "Open")) {
			counting.authorize(new ConnectAttempt(5, name, "?x-amz-customauthorizer-name=" + name, null, null, null));
		}
		assertThat(counting.getCalls("Open")).isOne();
		assertThat(counting.getCalls()).isOne();
	}

}
