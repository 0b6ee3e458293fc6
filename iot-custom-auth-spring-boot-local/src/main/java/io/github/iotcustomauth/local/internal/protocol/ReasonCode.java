package io.github.iotcustomauth.local.internal.protocol;

/**
 * The MQTT 5 reason codes that the endpoint sends.
 */
public final class ReasonCode {

	/** Success. */
	public static final int SUCCESS = 0x00;

	/** No subscription existed. */
	public static final int NO_SUBSCRIPTION_EXISTED = 0x11;

	/** The least code of a failure, which MQTT 3.1.1 has for all failures of SUBACK. */
	public static final int FAILURE = 0x80;

	/** Malformed packet. */
	public static final int MALFORMED_PACKET = 0x81;

	/** Protocol error. */
	public static final int PROTOCOL_ERROR = 0x82;

	/** Client identifier invalid. */
	public static final int CLIENT_IDENTIFIER_INVALID = 0x85;

	/** Not authorized. */
	public static final int NOT_AUTHORIZED = 0x87;

	/** Server shutting down. */
	public static final int SERVER_SHUTTING_DOWN = 0x8B;

	/** Bad authentication method. */
	public static final int BAD_AUTHENTICATION_METHOD = 0x8C;

	/** Keep alive timeout. */
	public static final int KEEP_ALIVE_TIMEOUT = 0x8D;

	/** Session taken over. */
	public static final int SESSION_TAKEN_OVER = 0x8E;

	/** Topic filter invalid. */
	public static final int TOPIC_FILTER_INVALID = 0x8F;

	/** Topic name invalid. */
	public static final int TOPIC_NAME_INVALID = 0x90;

	/** Packet identifier in use. */
	public static final int PACKET_IDENTIFIER_IN_USE = 0x91;

	/** Receive maximum exceeded. */
	public static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;

	/** Topic alias invalid. */
	public static final int TOPIC_ALIAS_INVALID = 0x94;

	/** Quota exceeded. */
	public static final int QUOTA_EXCEEDED = 0x97;

	/** Administrative action. */
	public static final int ADMINISTRATIVE_ACTION = 0x98;

	/** Retain not supported. */
	public static final int RETAIN_NOT_SUPPORTED = 0x9A;

	/** QoS not supported. */
	public static final int QOS_NOT_SUPPORTED = 0x9B;

	/** Subscription identifiers not supported. */
	public static final int SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xA1;

	private ReasonCode() {
	}

	public static String toHex(int code) {
		return String.format("0x%02X", code);
	}

}
