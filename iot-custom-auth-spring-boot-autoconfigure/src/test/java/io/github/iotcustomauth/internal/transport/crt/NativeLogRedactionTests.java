package io.github.iotcustomauth.internal.transport.crt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativeLogRedaction}.
 */
class NativeLogRedactionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"id=0x7f: Sending header: Tok: s3cret.a b | id=0x7f: Sending header: Tok: ******",
			"id=0x7f: Sending header: x-amz-customauthorizer-signature: s3cret= | id=0x7f: Sending header: x-amz-customauthorizer-signature: ******",
			"id=0x7f: Sending header: Proxy-Authorization: Basic s3cret== | id=0x7f: Sending header: Proxy-Authorization: ******",
			"id=0x7f: Sending header: Sec-WebSocket-Key: s3cret== | id=0x7f: Sending header: Sec-WebSocket-Key: ******",
			"connection=0x7f: GET /mqtt?tok=s3cret&a=s3cret HTTP/1.1 | connection=0x7f: GET /mqtt?****** HTTP/1.1",
			"connecting to host:443/mqtt?s3cret | connecting to host:443/mqtt?******",
			"CONNECT username: s3cret of alice | CONNECT username: ******", "user_name=s3cret | user_name=******",
			"the password = 's3cret and more' | the password = ******", "auth-token: s3cret | auth-token: ******",
			"challenge Basic s3cret== failed | challenge Basic ****** failed" })
	void hidesSecrets(String text, String redacted) {
		assertThat(NativeLogRedaction.redact(text)).isEqualTo(redacted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "id=0x7f: Sending header: Host: localhost", "id=0x7f: Incoming header: upgrade: websocket",
			"id=0x7f: Informational header block done.", "id=0x7f: aws_mqtt5_packet_connect_view username set",
			"id=0x7f: aws_mqtt5_client_options_storage websocket handshake transform user data set to (0x7f0f8409fce0)",
			"error code 5153(AWS_ERROR_MQTT5_USER_REQUESTED_STOP, Mqtt5 client connection interrupted by user request.)",
			"GET /mqtt HTTP/1.1" })
	void leavesTheRest(String text) {
		assertThat(NativeLogRedaction.redact(text)).isEqualTo(text);
	}

	@Test
	void resultIsPrintable() {
		assertThat(NativeLogRedaction.redact("a\rb\u001B[31m")).isEqualTo("a\\u000Db\\u001B[31m");
	}

	@Test
	void resultIsBounded() {
		assertThat(NativeLogRedaction.redact("x".repeat(8192))).hasSizeLessThan(4200);
	}

}
