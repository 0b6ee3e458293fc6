package io.github.iotcustomauth.internal.text;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorruptedText}.
 */
class CorruptedTextTests {

	private static final String SMILE = "\uD83D\uDE00";

	@Test
	void bytesOfACharacterBeyondTheBasicPlaneAreCorrupted() {
		String asReceived = new String(SMILE.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(CorruptedText.isIn("home/" + asReceived + "/light")).isTrue();
		assertThat(CorruptedText.isIn("home/" + asReceived)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "home/\u00F0", "home/\u00F0\u009F", "home/\u00F0\u009F\u0098" })
	void theirEndMayBeCutOff(String text) {
		assertThat(CorruptedText.isIn(text)).isTrue();
	}

	@Test
	void surrogatesAreCorrupted() {
		assertThat(CorruptedText.isIn("home/" + SMILE)).isTrue();
		assertThat(CorruptedText.isIn("home/\uD83D")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "home/kitchen", "home/k\u00FCche", "home/\u4E2D", "gar\u00F0ur/\u00B0C", "per\u00F2",
			"abri\u00F3" })
	void otherTextIsNot(String text) {
		assertThat(CorruptedText.isIn(text)).isFalse();
	}

	@Test
	void absentTextIsNot() {
		assertThat(CorruptedText.isIn(null)).isFalse();
	}

}
