package io.github.iotcustomauth.sample.console;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.local.LocalIotCoreObserver;
import io.github.iotcustomauth.local.LocalIotCoreObserver.Result;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuthorizerCalls}.
 */
class AuthorizerCallsTests {

	private final AuthorizerCalls calls = new AuthorizerCalls();

	@Test
	void keepsABoundedNumberOfCalls() {
		for (int i = 0; i < AuthorizerCalls.CAPACITY + 5; i++) {
			add();
		}
		assertThat(this.calls.calls()).hasSize(AuthorizerCalls.CAPACITY)
			.first()
			.extracting(AuthorizerCall::number)
			.isEqualTo(6L);
	}

	@Test
	void showsEventAndAnswer() {
		add();
		assertThat(this.calls.calls()).containsExactly(
				new AuthorizerCall(1, Instant.EPOCH, "Users", "sensor-7", "REFUSED", 12, "{}", "{\"a\":1}", "no"));
	}

	private void add() {
		this.calls.add(new LocalIotCoreObserver.AuthorizerCall(Instant.EPOCH, "Users", "sensor-7", Result.REFUSED,
				Duration.ofMillis(12), "{}", "{\"a\":1}", "no"));
	}

}
