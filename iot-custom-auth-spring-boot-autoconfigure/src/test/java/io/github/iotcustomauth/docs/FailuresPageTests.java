package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for what {@code docs/failures.md} shows.
 */
class FailuresPageTests {

	private final String page = read(Path.of("../docs/failures.md"));

	@ParameterizedTest
	@EnumSource
	void describesEveryReasonAtItsAnchor(FailureReason reason) {
		String code = (reason.code() >= 0) ? "0x%02X | ".formatted(reason.code()) : "";
		String anchor = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
		assertThat(this.page).contains("| <a id=\"%s\"></a>`%s` | %s`%s` | %s | %s |".formatted(anchor, reason, code,
				reason.kind(), reason.summary(), reason.whatToCheck()));
	}

	@ParameterizedTest
	@EnumSource
	void describesEveryKind(Kind kind) {
		assertThat(this.page).contains("| `" + kind + "` | ");
	}

	@Test
	void showsTheExampleThatIsTested() {
		String source = read(Path.of("src/test/java/io/github/iotcustomauth/docs/Telemetry.java"));
		assertThat(this.page).contains(source.substring(source.indexOf("import ")));
	}

	@Test
	void exampleComparesTheReason() {
		IotConnection connection = mock(IotConnection.class);
		IotFailure full = IotFailure.of(FailureReason.TOO_MANY_PENDING_PUBLISHES);
		given(connection.publish(any()))
			.willReturn(CompletableFuture.failedFuture(new IotConnectionException("Not published", full)));
		Telemetry telemetry = new Telemetry(connection);
		assertThat(telemetry.publish("21")).isCompletedExceptionally();
		assertThat(telemetry.isSlower()).isTrue();
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
