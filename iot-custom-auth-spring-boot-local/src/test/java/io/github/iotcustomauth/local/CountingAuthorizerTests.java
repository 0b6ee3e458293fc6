package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
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

}
