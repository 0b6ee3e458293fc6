package io.github.iotcustomauth.internal.text;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrintableText}.
 */
class PrintableTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "home/kitchen/temperature", "a b", "caf\u00E9/\u20AC", "\uD83D\uDE00",
			"C:\\temp\\u0041", "\u05D0\u05D1" })
	void printableTextStaysTheSame(String text) {
		assertThat(PrintableText.of(text)).isEqualTo(text);
	}

	@Test
	void nullIsShownAsSuch() {
		assertThat(PrintableText.of(null)).isEqualTo("null");
	}

	@Test
	void lineBreaksAreEscaped() {
		assertThat(PrintableText.of("a\r\nWARN forged")).isEqualTo("a\\u000D\\u000AWARN forged");
	}

	@ParameterizedTest
	@ValueSource(chars = { '\u0000', '\t', '\u001B', '\u007F', '\u0085', '\u200B', '\u200E', '\u2028', '\u2029',
			'\u202A', '\u202E', '\u2066', '\u2069', '\uFEFF' })
	void charactersThatChangeALineAreEscaped(char character) {
		assertThat(PrintableText.of("a" + character + "b")).isEqualTo("a\\u%04Xb".formatted((int) character));
	}

	@Test
	void invisibleCharactersBeyondTheBasicPlaneAreEscaped() {
		assertThat(PrintableText.of("a\uDB40\uDC41b")).isEqualTo("a\\uDB40\\uDC41b");
	}

	@Test
	void halfACharacterIsEscaped() {
		assertThat(PrintableText.of("a\uD83D")).isEqualTo("a\\uD83D");
	}

	@Test
	void longValuesAreCut() {
		assertThat(PrintableText.of("x".repeat(1000))).isEqualTo("x".repeat(256) + "...");
	}

	@Test
	void aCharacterIsNotCutInHalf() {
		assertThat(PrintableText.of("x".repeat(255) + "\uD83D\uDE00")).isEqualTo("x".repeat(255) + "...");
	}

	@Test
	void escapesCountAgainstTheLimit() {
		assertThat(PrintableText.of("\n".repeat(1000))).hasSizeLessThanOrEqualTo(256 + 3).endsWith("...");
	}

	@Test
	void escapingTwiceChangesNothing() {
		String once = PrintableText.of("a\nb\u202E\uD83D");
		assertThat(PrintableText.line(once)).isEqualTo(once);
	}

	@Test
	void linesMayBeLonger() {
		assertThat(PrintableText.line("x".repeat(1000) + "\n")).isEqualTo("x".repeat(1000) + "\\u000A");
	}

	@Test
	void anyValueIsShownByItsText() {
		assertThat(PrintableText.of(List.of("a\nb"))).isEqualTo("[a\\u000Ab]");
	}

}
