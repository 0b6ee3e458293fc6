package io.github.iotcustomauth.internal.transport;

import io.github.iotcustomauth.FailureReason;
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

	// MQTT 5, section 2.4
	@ParameterizedTest
	@CsvSource({ "0x00, NETWORK, NORMAL_DISCONNECTION", "0x80, NETWORK, UNSPECIFIED_ERROR",
			"0x81, INVALID, MALFORMED_PACKET", "0x82, INVALID, PROTOCOL_ERROR",
			"0x83, INVALID, IMPLEMENTATION_SPECIFIC_ERROR", "0x84, CONFIGURATION, UNSUPPORTED_PROTOCOL_VERSION",
			"0x85, REJECTED, CLIENT_IDENTIFIER_NOT_VALID", "0x86, REJECTED, BAD_USERNAME_OR_PASSWORD",
			"0x87, REJECTED, NOT_AUTHORIZED", "0x88, NETWORK, SERVER_UNAVAILABLE", "0x89, NETWORK, SERVER_BUSY",
			"0x8A, REJECTED, BANNED", "0x8B, NETWORK, SERVER_SHUTTING_DOWN",
			"0x8C, CONFIGURATION, BAD_AUTHENTICATION_METHOD", "0x8D, NETWORK, KEEP_ALIVE_TIMEOUT",
			"0x8E, TAKEN_OVER, SESSION_TAKEN_OVER", "0x8F, INVALID, TOPIC_FILTER_INVALID",
			"0x90, INVALID, TOPIC_NAME_INVALID", "0x91, INVALID, PACKET_IDENTIFIER_IN_USE",
			"0x92, INVALID, PACKET_IDENTIFIER_NOT_FOUND", "0x93, THROTTLED, RECEIVE_MAXIMUM_EXCEEDED",
			"0x94, INVALID, TOPIC_ALIAS_INVALID", "0x95, INVALID, PACKET_TOO_LARGE",
			"0x96, THROTTLED, MESSAGE_RATE_TOO_HIGH", "0x97, THROTTLED, QUOTA_EXCEEDED",
			"0x98, NETWORK, ADMINISTRATIVE_ACTION", "0x99, INVALID, PAYLOAD_FORMAT_INVALID",
			"0x9A, INVALID, RETAIN_NOT_SUPPORTED", "0x9B, INVALID, QOS_NOT_SUPPORTED",
			"0x9C, CONFIGURATION, USE_ANOTHER_SERVER", "0x9D, CONFIGURATION, SERVER_MOVED",
			"0x9E, INVALID, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED", "0x9F, THROTTLED, CONNECTION_RATE_EXCEEDED",
			"0xA0, NETWORK, MAXIMUM_CONNECT_TIME", "0xA1, INVALID, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED",
			"0xA2, INVALID, WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED", "0xEE, NETWORK, UNKNOWN_REASON_CODE" })
	void everyCodeHasANameAndAKind(String code, Kind kind, FailureReason reason) {
		IotFailure failure = MqttReasonCodes.of(Integer.decode(code));
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.code()).isEqualTo(Integer.decode(code));
		assertThat(failure.reason()).isEqualTo(reason);
	}

	@Test
	void reasonStringIsTheDetail() {
		assertThat(MqttReasonCodes.of(0xA1, "no\nidentifiers").detail()).isEqualTo("no\\u000Aidentifiers");
	}

	@ParameterizedTest
	@CsvSource({ "0x82, true", "0x87, true", "0x90, true", "0x95, true", "0x8D, false", "0x8E, false", "0x97, false",
			"0x98, false", "0x8A, false", "0x9D, false" })
	void disconnectMayBlameWhatTheClientSent(String code, boolean blamed) {
		assertThat(MqttReasonCodes.blamesClient(Integer.decode(code))).isEqualTo(blamed);
	}

}
