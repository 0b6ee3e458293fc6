package io.github.iotcustomauth.internal.transport;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import org.jspecify.annotations.Nullable;

/**
 * Failures for the reason codes of MQTT 5 (section 2.4).
 */
public final class MqttReasonCodes {

	/**
	 * First reason code that reports a failure.
	 */
	public static final int FIRST_ERROR = 0x80;

	private MqttReasonCodes() {
	}

	/**
	 * The failure for a reason code of the server.
	 * @param code the reason code of a CONNACK, DISCONNECT, PUBACK, SUBACK or UNSUBACK
	 * @return the failure
	 */
	public static IotFailure of(int code) {
		return of(code, null);
	}

	/**
	 * The failure for a reason code of the server.
	 * @param code the reason code of a CONNACK, DISCONNECT, PUBACK, SUBACK or UNSUBACK
	 * @param reasonString the reason string of the packet, or {@code null}
	 * @return the failure
	 */
	public static IotFailure of(int code, @Nullable String reasonString) {
		return IotFailure.of(FailureReason.ofCode(code)).withDetail(code, reasonString);
	}

	/**
	 * Whether the packets that the client sent last may have caused a DISCONNECT of the
	 * server.
	 * @param code the reason code of the DISCONNECT
	 * @return {@code false} for take-overs, time limits, quotas and server shutdown
	 */
	public static boolean blamesClient(int code) {
		return switch (FailureReason.ofCode(code)) {
			case NORMAL_DISCONNECTION, SERVER_UNAVAILABLE, SERVER_BUSY, BANNED, SERVER_SHUTTING_DOWN,
					KEEP_ALIVE_TIMEOUT, SESSION_TAKEN_OVER, RECEIVE_MAXIMUM_EXCEEDED, MESSAGE_RATE_TOO_HIGH,
					QUOTA_EXCEEDED, ADMINISTRATIVE_ACTION, USE_ANOTHER_SERVER, SERVER_MOVED, CONNECTION_RATE_EXCEEDED,
					MAXIMUM_CONNECT_TIME ->
				false;
			default -> true;
		};
	}

}
