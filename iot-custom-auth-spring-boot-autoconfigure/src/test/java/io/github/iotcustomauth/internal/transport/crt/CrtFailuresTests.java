package io.github.iotcustomauth.internal.transport.crt;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
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
	@CsvSource({ "1029, AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE, TLS_FAILED, ssl.bundle",
			"1031, AWS_IO_TLS_ERROR_WRITE_FAILURE, CONNECTION_LOST, hangs up",
			"1044, AWS_IO_BROKEN_PIPE, CONNECTION_LOST, hangs up",
			"1049, AWS_IO_SOCKET_NO_ROUTE_TO_HOST, NETWORK_UNREACHABLE, network",
			"1050, AWS_IO_SOCKET_NETWORK_DOWN, NETWORK_UNREACHABLE, network",
			"1058, AWS_IO_DNS_QUERY_FAILED, HOST_NOT_FOUND, DNS",
			"1060, AWS_IO_DNS_NO_ADDRESS_FOR_HOST, HOST_NOT_FOUND, DNS",
			"1195, AWS_IO_DNS_QUERY_AGAIN, HOST_NOT_FOUND, DNS",
			"1047, AWS_IO_SOCKET_CONNECTION_REFUSED, CONNECTION_REFUSED, custom-auth.port",
			"1048, AWS_IO_SOCKET_TIMEOUT, NETWORK_TIMEOUT, firewall",
			"1051, AWS_IO_SOCKET_CLOSED, CONNECTION_LOST, hangs up",
			"1059, AWS_IO_DNS_INVALID_NAME, HOST_NOT_FOUND, custom-auth.endpoint",
			"1067, AWS_IO_TLS_NEGOTIATION_TIMEOUT, TLS_TIMEOUT, port",
			"1178, AWS_IO_TLS_ERROR_READ_FAILURE, CONNECTION_LOST, hangs up",
			"2058, AWS_ERROR_HTTP_CONNECTION_CLOSED, CONNECTION_LOST, hangs up",
			"2065, AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE, UPGRADE_REFUSED, AWS IoT Core",
			"2071, AWS_ERROR_HTTP_PROXY_CONNECT_FAILED, PROXY_FAILED, credentials",
			"5129, AWS_ERROR_MQTT_TIMEOUT, NOT_ACKNOWLEDGED, executed the operation",
			"5134, AWS_ERROR_MQTT_UNEXPECTED_HANGUP, CONNECTION_LOST, hangs up",
			"5149, AWS_ERROR_MQTT5_DECODE_PROTOCOL_ERROR, PROTOCOL_MISMATCH, port",
			"5151, AWS_ERROR_MQTT5_CONNACK_TIMEOUT, CONNACK_TIMEOUT, 5 seconds",
			"5152, AWS_ERROR_MQTT5_PING_RESPONSE_TIMEOUT, PING_TIMEOUT, network" })
	void saysWhatToCheck(int code, String name, FailureReason reason, String advice) {
		IotFailure failure = CrtFailures.of(code);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.detail()).isEqualTo(name);
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure.whatToCheck()).contains(advice);
	}

	@Test
	void otherCodesAreExplainedByTheLibrary() {
		IotFailure failure = CrtFailures.of(5143);
		assertThat(failure.reason()).isEqualTo(FailureReason.NATIVE_ERROR);
		assertThat(failure.detail()).startsWith("AWS_ERROR_MQTT5_PUBLISH_OPTIONS_VALIDATION: ");
		assertThat(failure.whatToCheck()).contains("AWS Common Runtime");
		assertThat(CrtFailures.of(999_999).whatToCheck()).isNotBlank();
	}

	@ParameterizedTest
	@CsvSource({ "1047, AWS_IO_SOCKET_CONNECTION_REFUSED", "1048, AWS_IO_SOCKET_TIMEOUT",
			"1049, AWS_IO_SOCKET_NO_ROUTE_TO_HOST", "1058, AWS_IO_DNS_QUERY_FAILED", "1059, AWS_IO_DNS_INVALID_NAME",
			"1060, AWS_IO_DNS_NO_ADDRESS_FOR_HOST" })
	void proxyThatCannotBeReachedIsNamed(int code, String name) {
		IotFailure failure = CrtFailures.throughProxy(code);
		assertThat(failure.reason()).isEqualTo(FailureReason.PROXY_UNREACHABLE);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.detail()).isEqualTo(name);
		assertThat(failure.whatToCheck()).contains("'aws.iot.custom-auth.proxy.host'");
	}

	@Test
	void otherFailuresThroughAProxyAreThoseOfTheConnection() {
		assertThat(CrtFailures.throughProxy(1029)).isEqualTo(CrtFailures.of(1029));
		assertThat(CrtFailures.throughProxy(2071)).isEqualTo(CrtFailures.of(2071));
	}

	@Test
	void codesOfOperationsThatALostTransportLeavesUnanswered() {
		assertName(CrtFailures.USER_REQUESTED_STOP, "AWS_ERROR_MQTT5_USER_REQUESTED_STOP");
		assertName(CrtFailures.CLIENT_TERMINATED, "AWS_ERROR_MQTT5_CLIENT_TERMINATED");
		assertName(CrtFailures.OFFLINE_QUEUE_POLICY, "AWS_ERROR_MQTT5_OPERATION_FAILED_DUE_TO_OFFLINE_QUEUE_POLICY");
		assertName(CrtFailures.ACK_TIMEOUT, "AWS_ERROR_MQTT_TIMEOUT");
	}

	private static void assertName(int code, String name) {
		assertThat(CrtFailures.of(code).detail()).satisfiesAnyOf((detail) -> assertThat(detail).isEqualTo(name),
				(detail) -> assertThat(detail).startsWith(name + ": "));
	}

}
