package io.github.iotcustomauth.sample.console;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PayloadText}.
 */
class PayloadTextTests {

	@Test
	void textIsShownAsItIs() {
		assertThat(shown("{\"celsius\": 21.5} °C 🌡")).isEqualTo("{\"celsius\": 21.5} °C 🌡");
	}

	@Test
	void charactersThatBreakOrReorderALineAreEscaped() {
		assertThat(shown("a\nb\u202Ec\u2028d\u2029e")).isEqualTo("a\\u000ab\\u202ec\\u2028d\\u2029e");
	}

	@Test
	void bytesThatAreNoTextAreHexadecimal() {
		assertThat(PayloadText.of(new byte[] { 0x01, (byte) 0xff })).isEqualTo("01 ff");
		byte[] many = new byte[100];
		many[0] = (byte) 0xff;
		assertThat(PayloadText.of(many)).startsWith("ff 00").hasSize(64 * 3 + 1).endsWith(" …");
	}

	@Test
	void longTextIsCut() {
		assertThat(shown("a".repeat(401))).isEqualTo("a".repeat(400) + "…");
		assertThat(shown("a".repeat(400))).isEqualTo("a".repeat(400));
		assertThat(shown("é".repeat(60_000))).isEqualTo("é".repeat(400) + "…");
		assertThat(shown("a" + "🌡".repeat(1000))).isEqualTo("a" + "🌡".repeat(399) + "…");
	}

	private static String shown(String text) {
		return PayloadText.of(text.getBytes(StandardCharsets.UTF_8));
	}

}
