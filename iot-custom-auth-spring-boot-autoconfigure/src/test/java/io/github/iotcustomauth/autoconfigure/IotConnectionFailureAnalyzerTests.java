package io.github.iotcustomauth.autoconfigure;

import java.util.List;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IotConnectionFailureAnalyzer}.
 */
class IotConnectionFailureAnalyzerTests {

	@Test
	void describesTheFailureAndSaysWhatToCheck() {
		FailureAnalysis analysis = analyze(IotFailure.of(FailureReason.SERVER_BUSY, "Try later"));
		assertThat(analysis.getDescription())
			.isEqualTo("No connection to iot.example.org: SERVER_BUSY (0x89): The server is busy.");
		assertThat(analysis.getAction()).isEqualTo("Try later.");
	}

	@Test
	void listsSeveralCausesByRank() {
		FailureAnalysis analysis = analyze(
				new IotFailure(FailureReason.TLS_FAILED, -1, null, "TLS failed", List.of("Check A", "Check B")));
		assertThat(analysis.getDescription()).isEqualTo("No connection to iot.example.org: TLS_FAILED: TLS failed.");
		assertThat(analysis.getAction().lines()).containsExactly("Possible causes, the most likely one first:",
				"    1. Check A.", "    2. Check B.");
	}

	private static FailureAnalysis analyze(IotFailure failure) {
		return new IotConnectionFailureAnalyzer()
			.analyze(new IotConnectionException("No connection to iot.example.org", failure));
	}

}
