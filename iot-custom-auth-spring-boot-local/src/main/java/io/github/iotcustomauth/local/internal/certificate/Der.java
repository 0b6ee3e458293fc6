package io.github.iotcustomauth.local.internal.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Encoder for the ASN.1 types of a certificate (DER).
 */
final class Der {

	private static final int CONTEXT_SPECIFIC = 0x80;

	private static final int CONSTRUCTED = 0x20;

	/** The first year that certificates encode with four digits (RFC 5280, 4.1.2.5). */
	private static final int FIRST_GENERALIZED_YEAR = 2050;

	private Der() {
	}

	static byte[] sequence(byte[]... elements) {
		return encode(0x30, elements);
	}

	static byte[] set(byte[]... elements) {
		return encode(0x31, elements);
	}

	static byte[] bool(boolean value) {
		return encode(0x01, new byte[] { (byte) (value ? 0xFF : 0) });
	}

	static byte[] integer(BigInteger value) {
		return encode(0x02, value.toByteArray());
	}

	static byte[] bitString(int unusedBits, byte... bits) {
		return encode(0x03, new byte[] { (byte) unusedBits }, bits);
	}

	static byte[] octetString(byte... octets) {
		return encode(0x04, octets);
	}

	static byte[] utf8String(String text) {
		return encode(0x0C, text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] time(Instant instant) {
		OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
		// without a formatter, whose classes take longer to load than all others here
		int date = time.getYear() * 10_000 + time.getMonthValue() * 100 + time.getDayOfMonth();
		int timeOfDay = time.getHour() * 10_000 + time.getMinute() * 100 + time.getSecond();
		String text = date * 1_000_000L + timeOfDay + "Z";
		if (time.getYear() < FIRST_GENERALIZED_YEAR) {
			return encode(0x17, ascii(text.substring(2)));
		}
		return encode(0x18, ascii(text));
	}

	static byte[] objectIdentifier(int... arcs) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		writeBase128(content, arcs[0] * 40 + arcs[1]);
		for (int i = 2; i < arcs.length; i++) {
			writeBase128(content, arcs[i]);
		}
		return encode(0x06, content.toByteArray());
	}

	private static void writeBase128(ByteArrayOutputStream out, int value) {
		int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
		for (int i = groups - 1; i > 0; i--) {
			out.write(0x80 | (value >>> (7 * i)));
		}
		out.write(value & 0x7F);
	}

	// Tag an element explicitly, around its own tag.
	static byte[] explicit(int number, byte[] element) {
		return encode(CONTEXT_SPECIFIC | CONSTRUCTED | number, element);
	}

	// Tag the content of a primitive type implicitly, instead of its own tag.
	static byte[] implicit(int number, byte... content) {
		return encode(CONTEXT_SPECIFIC | number, content);
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] encode(int tag, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
		out.write(tag);
		writeLength(out, length);
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

	private static void writeLength(ByteArrayOutputStream out, int length) {
		if (length < 0x80) {
			out.write(length);
			return;
		}
		int octets = (39 - Integer.numberOfLeadingZeros(length)) / 8;
		out.write(0x80 | octets);
		for (int i = octets - 1; i >= 0; i--) {
			out.write(length >>> (8 * i));
		}
	}

}
