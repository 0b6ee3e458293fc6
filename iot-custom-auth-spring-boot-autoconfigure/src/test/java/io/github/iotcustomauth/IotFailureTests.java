package io.github.iotcustomauth;

import java.time.Instant;

import io.github.iotcustomauth.IotFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IotFailure}, {@link IotConnectionException} and
 * {@link ConnectionStatus}.
 */
class IotFailureTests {

	@Test
	void isPrintable() {
		IotFailure failure = new IotFailure(Kind.NETWORK, -1, "A\nB", "Check\u2028this");
		assertThat(failure).hasToString("A\\u000AB: Check\\u2028this");
		assertThat(new IotConnectionException("Topic 'a\rb'", failure))
			.hasMessage("Topic 'a\\u000Db': A\\u000AB: Check\\u2028this");
	}

	@Test
	void reasonCodesAreShownInHexadecimal() {
		assertThat(new IotFailure(Kind.REJECTED, 0x87, "NOT_AUTHORIZED", "Check it"))
			.hasToString("NOT_AUTHORIZED (0x87): Check it");
		assertThat(new IotFailure(Kind.NETWORK, 0, "ZERO", "Check it")).hasToString("ZERO (0x00): Check it");
	}

	@Test
	void nativeCodesAreShownInDecimal() {
		assertThat(new IotFailure(Kind.NETWORK, 1059, "DNS", "Check it")).hasToString("DNS (1059): Check it");
	}

	@Test
	void withoutACodeOnlyTheNameIsShown() {
		assertThat(new IotFailure(Kind.NETWORK, -1, "CONNECT_TIMEOUT", "Check 100%"))
			.hasToString("CONNECT_TIMEOUT: Check 100%");
	}

	@Test
	void everythingIsRequired() {
		assertThatIllegalArgumentException().isThrownBy(() -> new IotFailure(null, 1, "A", "b"));
		assertThatIllegalArgumentException().isThrownBy(() -> new IotFailure(Kind.NETWORK, 1, " ", "b"));
		assertThatIllegalArgumentException().isThrownBy(() -> new IotFailure(Kind.NETWORK, 1, "A", ""));
	}

	@Test
	void exceptionTellsWhatAndWhy() {
		IotFailure failure = new IotFailure(Kind.REJECTED, 0x87, "NOT_AUTHORIZED", "Check it");
		Exception cause = new IllegalStateException();
		IotConnectionException exception = new IotConnectionException("No subscription to 'a'", failure, cause);
		assertThat(exception).hasMessage("No subscription to 'a': NOT_AUTHORIZED (0x87): Check it").hasCause(cause);
		assertThat(exception.getFailure()).isSameAs(failure);
		assertThat(new IotConnectionException("No", failure)).hasNoCause();
	}

	@ParameterizedTest
	@EnumSource
	void onlyOneStateIsConnected(ConnectionState state) {
		ConnectionStatus status = new ConnectionStatus(state, Instant.EPOCH, 1, 0, null, null);
		assertThat(status.isConnected()).isEqualTo(state == ConnectionState.CONNECTED);
	}

}
