package io.github.iotcustomauth.internal.transport.crt;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrtFailures}. They pin the numbers of the native library that the code
 * relies on.
 */
class CrtFailuresTests {

	@ParameterizedTest
	@CsvSource({ "1029, AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE, ssl.bundle",
			"1031, AWS_IO_TLS_ERROR_WRITE_FAILURE, closed by the network",
			"1047, AWS_IO_SOCKET_CONNECTION_REFUSED, custom-auth.port", "1048, AWS_IO_SOCKET_TIMEOUT, firewall",
			"1051, AWS_IO_SOCKET_CLOSED, closed by the network", "1059, AWS_IO_DNS_INVALID_NAME, custom-auth.endpoint",
			"1067, AWS_IO_TLS_NEGOTIATION_TIMEOUT, does not answer in TLS",
			"2058, AWS_ERROR_HTTP_CONNECTION_CLOSED, closed by the network",
			"2065, AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE, WebSocket upgrade",
			"2071, AWS_ERROR_HTTP_PROXY_CONNECT_FAILED, proxy", "5129, AWS_ERROR_MQTT_TIMEOUT, acknowledge in time",
			"5134, AWS_ERROR_MQTT_UNEXPECTED_HANGUP, hung up",
			"5149, AWS_ERROR_MQTT5_DECODE_PROTOCOL_ERROR, not MQTT 5",
			"5151, AWS_ERROR_MQTT5_CONNACK_TIMEOUT, did not answer to CONNECT",
			"5152, AWS_ERROR_MQTT5_PING_RESPONSE_TIMEOUT, PINGREQ" })
	void saysWhatToCheck(int code, String name, String advice) {
		IotFailure failure = CrtFailures.of(code, "iot.example.org");
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.name()).isEqualTo(name);
		assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
		assertThat(failure.whatToCheck()).contains(advice);
	}

	@ParameterizedTest
	@CsvSource({ "1029", "1047", "1048", "1059", "1067" })
	void namesTheEndpoint(int code) {
		assertThat(CrtFailures.of(code, "iot.example.org").whatToCheck()).contains("iot.example.org");
	}

	@Test
	void otherCodesAreExplainedByTheLibrary() {
		IotFailure failure = CrtFailures.of(5143, "iot.example.org");
		assertThat(failure.name()).isEqualTo("AWS_ERROR_MQTT5_PUBLISH_OPTIONS_VALIDATION");
		assertThat(failure.whatToCheck()).isNotBlank();
		assertThat(CrtFailures.of(999_999, "iot.example.org").name()).isNotBlank();
	}

	@Test
	void codesOfOperationsThatALostTransportLeavesUnanswered() {
		assertName(CrtFailures.USER_REQUESTED_STOP, "AWS_ERROR_MQTT5_USER_REQUESTED_STOP");
		assertName(CrtFailures.CLIENT_TERMINATED, "AWS_ERROR_MQTT5_CLIENT_TERMINATED");
		assertName(CrtFailures.OFFLINE_QUEUE_POLICY, "AWS_ERROR_MQTT5_OPERATION_FAILED_DUE_TO_OFFLINE_QUEUE_POLICY");
		assertName(CrtFailures.ACK_TIMEOUT, "AWS_ERROR_MQTT_TIMEOUT");
	}

	private static void assertName(int code, String name) {
		assertThat(CrtFailures.of(code, "iot.example.org").name()).isEqualTo(name);
	}

}
