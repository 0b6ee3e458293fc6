package io.github.iotcustomauth.local.internal.certificate;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Der}.
 */
class DerTests {

	@Test
	void writesPrimitiveTypes() {
		assertThat(hex(Der.bool(true))).isEqualTo("0101ff");
		assertThat(hex(Der.bool(false))).isEqualTo("010100");
		assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
		assertThat(hex(Der.bitString(7, (byte) 0x80))).isEqualTo("03020780");
		assertThat(hex(Der.octetString((byte) 1, (byte) 2))).isEqualTo("04020102");
		assertThat(hex(Der.utf8String("é"))).isEqualTo("0c02c3a9");
	}

	@Test
	void writesConstructedTypes() {
		byte[] element = Der.bool(true);
		assertThat(hex(Der.sequence(element, element))).isEqualTo("30060101ff0101ff");
		assertThat(hex(Der.set(element))).isEqualTo("31030101ff");
		assertThat(hex(Der.explicit(3, element))).isEqualTo("a3030101ff");
		assertThat(hex(Der.implicit(2, Der.ascii("a")))).isEqualTo("820161");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0400", "127, 047f", "128, 048180", "255, 0481ff", "256, 04820100", "65536, 0483010000" })
	void writesLengths(int length, String header) {
		byte[] encoded = Der.octetString(new byte[length]);
		assertThat(hex(encoded)).startsWith(header);
		assertThat(encoded).hasSize(header.length() / 2 + length);
	}

	@Test
	void writesObjectIdentifiers() {
		assertThat(hex(Der.objectIdentifier(2, 5, 4, 3))).isEqualTo("0603550403");
		assertThat(hex(Der.objectIdentifier(1, 2, 840, 10045, 4, 3, 2))).isEqualTo("06082a8648ce3d040302");
		assertThat(hex(Der.objectIdentifier(1, 2, 0, 127, 128, 16383, 16384))).isEqualTo("060a2a007f8100ff7f818000");
	}

	@ParameterizedTest
	@CsvSource({ "2026-01-02T03:04:05.678Z, 170d, 260102030405Z", "2049-12-31T23:59:59Z, 170d, 491231235959Z",
			"2050-01-01T00:00:00Z, 180f, 20500101000000Z" })
	void writesTimes(Instant time, String header, String text) {
		assertThat(hex(Der.time(time))).isEqualTo(header + hex(Der.ascii(text)));
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
