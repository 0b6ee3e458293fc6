package io.github.iotcustomauth.internal.transport;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;

/**
 * Failures for the MQTT 5 reason codes (section 2.4) that AWS IoT Core sends.
 */
public final class MqttReasonCodes {

	/**
	 * First reason code that reports a failure.
	 */
	public static final int FIRST_ERROR = 0x80;

	/**
	 * Last possible reason code.
	 */
	public static final int LAST = 0xFF;

	private static final int BAD_USERNAME_OR_PASSWORD = 0x86;

	private static final int NOT_AUTHORIZED = 0x87;

	private static final int SESSION_TAKEN_OVER = 0x8E;

	private static final int QUOTA_EXCEEDED = 0x97;

	private MqttReasonCodes() {
	}

	/**
	 * The failure for a reason code of a CONNACK.
	 * @param code the reason code, {@link #FIRST_ERROR} or above
	 * @return the failure
	 */
	public static IotFailure ofConnack(int code) {
		return switch (code) {
			case BAD_USERNAME_OR_PASSWORD, NOT_AUTHORIZED -> new IotFailure(Kind.REJECTED, code, name(code),
					"The authorizer refused the credentials, or its policy does not allow iot:Connect for this client id, "
							+ "or no active authorizer of this name exists; check user name, password, token and signature, "
							+ "and the log of the authorizer");
			case 0x85 -> new IotFailure(Kind.REJECTED, code, name(code),
					"The client id is not accepted; check 'aws.iot.custom-auth.client-id'");
			case QUOTA_EXCEEDED, 0x9F -> new IotFailure(Kind.THROTTLED, code, name(code),
					"AWS IoT Core accepts one CONNECT a second for a client id; check whether another client uses the same one");
			default -> new IotFailure(Kind.NETWORK, code, name(code),
					"The server refused the connection; another attempt follows");
		};
	}

	/**
	 * The failure for a reason code of a DISCONNECT from the server.
	 * @param code the reason code
	 * @return the failure
	 */
	public static IotFailure ofDisconnect(int code) {
		return switch (code) {
			case NOT_AUTHORIZED -> new IotFailure(Kind.REJECTED, code, name(code),
					"The policy of the authorizer does not allow the last operation of the client, "
							+ "for instance a QoS 0 publish to a topic that it does not name; check iot:Publish");
			case 0x98 -> new IotFailure(Kind.NETWORK, code, name(code),
					"The server closed the connection, as it does after the authorizer's disconnectAfterInSeconds; "
							+ "the client reconnects");
			case SESSION_TAKEN_OVER -> new IotFailure(Kind.TAKEN_OVER, code, name(code),
					"Another client connected with the same client id; give every instance its own 'aws.iot.custom-auth.client-id'");
			case QUOTA_EXCEEDED, 0x96, 0x93 -> new IotFailure(Kind.THROTTLED, code, name(code),
					"A limit of AWS IoT Core was exceeded; send more slowly");
			default -> new IotFailure(Kind.NETWORK, code, name(code),
					"The server closed the connection; the client reconnects");
		};
	}

	/**
	 * Whether the packets that the client sent last may have caused a DISCONNECT of the
	 * server.
	 * @param code the reason code of the DISCONNECT
	 * @return {@code false} for take-overs, time limits, quotas and server shutdown
	 */
	public static boolean blamesClient(int code) {
		return switch (code) {
			case 0x00, 0x88, 0x89, 0x8B, 0x8D, SESSION_TAKEN_OVER, 0x93, 0x96, QUOTA_EXCEEDED, 0x98, 0x9C, 0x9D, 0x9F,
					0xA0 ->
				false;
			default -> true;
		};
	}

	/**
	 * The failure for a reason code of a PUBACK, SUBACK or UNSUBACK.
	 * @param code the reason code, {@link #FIRST_ERROR} or above
	 * @return the failure
	 */
	public static IotFailure ofAcknowledgement(int code) {
		return switch (code) {
			case NOT_AUTHORIZED -> new IotFailure(Kind.REJECTED, code, name(code),
					"The policy of the authorizer does not allow the operation; check iot:Publish for the topic, "
							+ "or iot:Subscribe for the literal text of the topic filter");
			case QUOTA_EXCEEDED -> new IotFailure(Kind.THROTTLED, code, name(code),
					"A limit of AWS IoT Core was exceeded; send more slowly");
			default -> new IotFailure(Kind.NETWORK, code, name(code), "The server refused the operation");
		};
	}

	private static String name(int code) {
		return switch (code) {
			case 0x00 -> "NORMAL_DISCONNECTION";
			case 0x80 -> "UNSPECIFIED_ERROR";
			case 0x81 -> "MALFORMED_PACKET";
			case 0x82 -> "PROTOCOL_ERROR";
			case 0x83 -> "IMPLEMENTATION_SPECIFIC_ERROR";
			case 0x84 -> "UNSUPPORTED_PROTOCOL_VERSION";
			case 0x85 -> "CLIENT_IDENTIFIER_NOT_VALID";
			case BAD_USERNAME_OR_PASSWORD -> "BAD_USERNAME_OR_PASSWORD";
			case NOT_AUTHORIZED -> "NOT_AUTHORIZED";
			case 0x88 -> "SERVER_UNAVAILABLE";
			case 0x89 -> "SERVER_BUSY";
			case 0x8B -> "SERVER_SHUTTING_DOWN";
			case 0x8D -> "KEEP_ALIVE_TIMEOUT";
			case SESSION_TAKEN_OVER -> "SESSION_TAKEN_OVER";
			case 0x8F -> "TOPIC_FILTER_INVALID";
			case 0x90 -> "TOPIC_NAME_INVALID";
			case 0x91 -> "PACKET_IDENTIFIER_IN_USE";
			case 0x93 -> "RECEIVE_MAXIMUM_EXCEEDED";
			case 0x94 -> "TOPIC_ALIAS_INVALID";
			case 0x95 -> "PACKET_TOO_LARGE";
			case 0x96 -> "MESSAGE_RATE_TOO_HIGH";
			case QUOTA_EXCEEDED -> "QUOTA_EXCEEDED";
			case 0x98 -> "ADMINISTRATIVE_ACTION";
			case 0x99 -> "PAYLOAD_FORMAT_INVALID";
			case 0x9A -> "RETAIN_NOT_SUPPORTED";
			case 0x9B -> "QOS_NOT_SUPPORTED";
			case 0x9C -> "USE_ANOTHER_SERVER";
			case 0x9F -> "CONNECTION_RATE_EXCEEDED";
			case 0xA0 -> "MAXIMUM_CONNECT_TIME";
			case 0xA1 -> "SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED";
			default -> "REASON_CODE_" + code;
		};
	}

}
