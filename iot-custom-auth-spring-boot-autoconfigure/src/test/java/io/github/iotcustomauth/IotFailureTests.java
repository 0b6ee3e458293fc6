package io.github.iotcustomauth;

import java.time.Instant;
import java.util.List;

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
		IotFailure failure = IotFailure.of(FailureReason.TLS_FAILED, "Check\u2028this").withDetail(-1, "A\nB");
		assertThat(failure).hasToString("TLS_FAILED: The TLS handshake failed [A\\u000AB]. Check\\u2028this");
		assertThat(new IotConnectionException("Topic 'a\rb'", failure)).hasMessage("Topic 'a\\u000Db': " + failure);
	}

	@Test
	void reasonCodesAreShownInHexadecimal() {
		assertThat(IotFailure.of(FailureReason.SERVER_BUSY, "Check it"))
			.hasToString("SERVER_BUSY (0x89): The server is busy. Check it");
		assertThat(IotFailure.of(FailureReason.NORMAL_DISCONNECTION)).asString()
			.startsWith("NORMAL_DISCONNECTION (0x00): ");
	}

	@Test
	void nativeCodesAreShownInDecimal() {
		assertThat(IotFailure.of(FailureReason.HOST_NOT_FOUND).withDetail(1059, "DNS").title())
			.isEqualTo("HOST_NOT_FOUND (1059): The host name cannot be resolved [DNS]");
	}

	@Test
	void withoutACodeOnlyTheNameIsShown() {
		assertThat(IotFailure.of(FailureReason.PROXY_FAILED, "Check 100%"))
			.hasToString("PROXY_FAILED: The HTTP proxy refused the connection. Check 100%");
	}

	@Test
	void severalCausesAreNumbered() {
		IotFailure failure = new IotFailure(FailureReason.PROXY_FAILED, -1, null, "It failed", List.of("A", "B", "C"));
		assertThat(failure).asString()
			.endsWith("It failed. Possible causes, the most likely one first: (1) A; (2) B; (3) C");
		assertThat(failure.whatToCheck()).isEqualTo("A");
	}

	@Test
	void everythingIsRequired() {
		assertThatIllegalArgumentException().isThrownBy(() -> IotFailure.of(null));
		assertThatIllegalArgumentException().isThrownBy(() -> IotFailure.of(FailureReason.NOT_CONNECTED, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> failure("", List.of("b")));
		assertThatIllegalArgumentException().isThrownBy(() -> failure("a", List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> failure("a", List.of("b", "c", "d", "e")));
	}

	private static IotFailure failure(String summary, List<String> causes) {
		return new IotFailure(FailureReason.NOT_CONNECTED, -1, null, summary, causes);
	}

	@ParameterizedTest
	@EnumSource
	void everyReasonHasTwoSentencesWithoutFullStop(FailureReason reason) {
		assertThat(List.of(reason.summary(), reason.whatToCheck())).allMatch((text) -> text.matches("[A-Z1].*[^.]"));
		assertThat(IotFailure.of(reason).kind()).isEqualTo(reason.kind());
		assertThat(reason.isSentByServer())
			.isEqualTo(reason.code() >= 0 || reason == FailureReason.UNKNOWN_REASON_CODE);
	}

	@Test
	void exceptionTellsWhatAndWhy() {
		IotFailure failure = IotFailure.of(FailureReason.SERVER_BUSY, "Check it");
		Exception cause = new IllegalStateException();
		IotConnectionException exception = new IotConnectionException("No subscription to 'a'", failure, cause);
		assertThat(exception).hasMessage("No subscription to 'a': SERVER_BUSY (0x89): The server is busy. Check it")
			.hasCause(cause);
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
