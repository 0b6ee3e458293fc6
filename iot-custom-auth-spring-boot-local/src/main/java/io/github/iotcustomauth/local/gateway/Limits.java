package io.github.iotcustomauth.local.gateway;

/**
 * The limits of AWS IoT Core that the gateway keeps.
 */
final class Limits {

	static final int MQTT_PACKET_BYTES = 149_504;

	static final int PAYLOAD_BYTES = 128 * 1024;

	static final int CLIENT_ID_BYTES = 128;

	static final int TOPIC_BYTES = 256;

	static final int TOPIC_SLASHES = 7;

	static final int SHARE_NAME_BYTES = 128;

	static final int FILTERS_PER_SUBSCRIBE = 8;

	static final int SUBSCRIPTIONS_PER_CONNECTION = 50;

	static final int IN_FLIGHT = 100;

	static final int TOPIC_ALIASES = 8;

	static final int MIN_KEEP_ALIVE_SECONDS = 30;

	static final int MAX_KEEP_ALIVE_SECONDS = 1200;

	static final long MAX_SESSION_EXPIRY_SECONDS = 604_800;

	static final int AUTHORIZER_SECONDS = 5;

	private Limits() {
	}

}
