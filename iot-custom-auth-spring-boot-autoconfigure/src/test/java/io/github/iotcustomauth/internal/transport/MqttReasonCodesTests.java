package io.github.iotcustomauth.internal.transport;

import java.util.stream.IntStream;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttReasonCodes}.
 */
class MqttReasonCodesTests {

	@ParameterizedTest
	@CsvSource({ "0x80, NETWORK, UNSPECIFIED_ERROR", "0x84, NETWORK, UNSUPPORTED_PROTOCOL_VERSION",
			"0x85, REJECTED, CLIENT_IDENTIFIER_NOT_VALID", "0x86, REJECTED, BAD_USERNAME_OR_PASSWORD",
			"0x87, REJECTED, NOT_AUTHORIZED", "0x88, NETWORK, SERVER_UNAVAILABLE", "0x89, NETWORK, SERVER_BUSY",
			"0x97, THROTTLED, QUOTA_EXCEEDED", "0x9F, THROTTLED, CONNECTION_RATE_EXCEEDED",
			"0x9C, NETWORK, USE_ANOTHER_SERVER", "0xEE, NETWORK, REASON_CODE_238" })
	void connack(String code, Kind kind, String name) {
		assertFailure(MqttReasonCodes.ofConnack(Integer.decode(code)), kind, code, name);
	}

	@ParameterizedTest
	@CsvSource({ "0x00, NETWORK, NORMAL_DISCONNECTION", "0x87, REJECTED, NOT_AUTHORIZED",
			"0x8B, NETWORK, SERVER_SHUTTING_DOWN", "0x8D, NETWORK, KEEP_ALIVE_TIMEOUT",
			"0x8E, TAKEN_OVER, SESSION_TAKEN_OVER", "0x93, THROTTLED, RECEIVE_MAXIMUM_EXCEEDED",
			"0x96, THROTTLED, MESSAGE_RATE_TOO_HIGH", "0x97, THROTTLED, QUOTA_EXCEEDED",
			"0x98, NETWORK, ADMINISTRATIVE_ACTION", "0xA0, NETWORK, MAXIMUM_CONNECT_TIME" })
	void disconnect(String code, Kind kind, String name) {
		assertFailure(MqttReasonCodes.ofDisconnect(Integer.decode(code)), kind, code, name);
	}

	@ParameterizedTest
	@CsvSource({ "0x80, NETWORK, UNSPECIFIED_ERROR", "0x83, NETWORK, IMPLEMENTATION_SPECIFIC_ERROR",
			"0x87, REJECTED, NOT_AUTHORIZED", "0x8F, NETWORK, TOPIC_FILTER_INVALID",
			"0x90, NETWORK, TOPIC_NAME_INVALID", "0x91, NETWORK, PACKET_IDENTIFIER_IN_USE",
			"0x97, THROTTLED, QUOTA_EXCEEDED", "0x99, NETWORK, PAYLOAD_FORMAT_INVALID" })
	void acknowledgement(String code, Kind kind, String name) {
		assertFailure(MqttReasonCodes.ofAcknowledgement(Integer.decode(code)), kind, code, name);
	}

	@ParameterizedTest
	@CsvSource({ "0x82, true", "0x87, true", "0x90, true", "0x95, true", "0x8D, false", "0x8E, false", "0x97, false",
			"0x98, false" })
	void disconnectMayBlameWhatTheClientSent(String code, boolean blamed) {
		assertThat(MqttReasonCodes.blamesClient(Integer.decode(code))).isEqualTo(blamed);
	}

	@Test
	void everyCodeHasANameAndASentence() {
		IntStream.range(0, 256).forEach((code) -> {
			assertThat(MqttReasonCodes.ofConnack(code).name()).matches("[A-Z_0-9]+");
			assertThat(MqttReasonCodes.ofDisconnect(code).whatToCheck()).isNotBlank();
			assertThat(MqttReasonCodes.ofAcknowledgement(code).code()).isEqualTo(code);
		});
	}

	private static void assertFailure(IotFailure failure, Kind kind, String code, String name) {
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.code()).isEqualTo(Integer.decode(code));
		assertThat(failure.name()).isEqualTo(name);
	}

}
