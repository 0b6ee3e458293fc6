package io.github.iotcustomauth.local.internal.protocol;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.routing.RoutingSettings;

/**
 * The limits of AWS IoT Core, as far as the endpoint keeps them.
 */
public final class Limits {

	/** All limits of AWS. */
	public static final Limits ALL = new Limits(Set.of());

	static final Limits NONE = new Limits(EnumSet.allOf(Limit.class));

	/** The largest packet when the limit of AWS is switched off. */
	public static final int UNLIMITED_PACKET_BYTES = 1 << 20;

	/** The largest packet of MQTT 5. */
	public static final int MQTT_PACKET_BYTES = 149_504;

	static final int PAYLOAD_BYTES = 128 * 1024;

	static final int USER_PROPERTIES_BYTES = 8 * 1024;

	static final int CONTENT_TYPE_BYTES = 256;

	static final int CORRELATION_DATA_BYTES = 8 * 1024;

	/** The least Maximum Packet Size that a client may ask for. */
	public static final int MIN_CLIENT_PACKET_BYTES = 512;

	/** The longest client id. */
	public static final int CLIENT_ID_BYTES = 128;

	static final int TOPIC_BYTES = 256;

	static final int TOPIC_SLASHES = 7;

	static final int SHARE_NAME_BYTES = 128;

	static final int FILTERS_PER_SUBSCRIBE = 8;

	static final int SUBSCRIPTIONS_PER_CONNECTION = 50;

	static final int IN_FLIGHT = 100;

	/** The greatest QoS. */
	public static final int MAXIMUM_QOS = 1;

	static final int PUBLISHES_PER_SECOND = 100;

	static final int BYTES_PER_SECOND = 512 * 1024;

	static final Duration REDELIVERY = Duration.ofSeconds(30);

	/** The number of topic aliases of a connection. */
	public static final int TOPIC_ALIASES = 8;

	static final int MIN_KEEP_ALIVE_SECONDS = 30;

	static final int MAX_KEEP_ALIVE_SECONDS = 1200;

	/** The longest session expiry interval. */
	public static final long MAX_SESSION_EXPIRY_SECONDS = 3600;

	static final long MAX_MESSAGE_EXPIRY_SECONDS = 604_800;

	/** The time that an authorizer may take. */
	public static final int AUTHORIZER_SECONDS = 5;

	private static final int MAX_UINT16 = 65_535;

	private static final long UNLIMITED_SESSION_EXPIRY_SECONDS = 0xFFFF_FFFFL;

	private final Set<Limit> off;

	public Limits(Set<Limit> off) {
		this.off = Set.copyOf(off);
	}

	public boolean keep(Limit limit) {
		return !this.off.contains(limit);
	}

	public int packetBytes() {
		return keep(Limit.PAYLOAD) ? MQTT_PACKET_BYTES : UNLIMITED_PACKET_BYTES;
	}

	public int payloadBytes() {
		return keep(Limit.PAYLOAD) ? PAYLOAD_BYTES : UNLIMITED_PACKET_BYTES;
	}

	// Return a message about a size. There is one even when the limit of AWS is off.
	public String tooLarge(String what, int bytes) {
		String rule = "the " + what + " is larger than " + bytes + " bytes";
		return keep(Limit.PAYLOAD) ? Limit.PAYLOAD.broken(rule) : rule;
	}

	public int filtersPerSubscribe() {
		return keep(Limit.FILTERS_PER_SUBSCRIBE) ? FILTERS_PER_SUBSCRIBE : Integer.MAX_VALUE;
	}

	public int subscriptions() {
		return keep(Limit.SUBSCRIPTIONS) ? SUBSCRIPTIONS_PER_CONNECTION : Integer.MAX_VALUE;
	}

	public int inFlight() {
		return keep(Limit.IN_FLIGHT) ? IN_FLIGHT : MAX_UINT16;
	}

	// Return how many messages a connection may have in each direction, 0 for any number.
	public int publishesPerSecond() {
		return keep(Limit.PUBLISH_RATE) ? PUBLISHES_PER_SECOND : 0;
	}

	// Return how many bytes a connection may have in each direction, 0 for any number.
	public int bytesPerSecond() {
		return keep(Limit.PUBLISH_RATE) ? BYTES_PER_SECOND : 0;
	}

	int topicBytes() {
		return keep(Limit.TOPIC) ? TOPIC_BYTES : MAX_UINT16;
	}

	int topicSlashes() {
		return keep(Limit.TOPIC) ? TOPIC_SLASHES : Integer.MAX_VALUE;
	}

	public long sessionExpirySeconds() {
		return keep(Limit.SESSION_EXPIRY) ? MAX_SESSION_EXPIRY_SECONDS : UNLIMITED_SESSION_EXPIRY_SECONDS;
	}

	public RoutingSettings routing(double timeScale) {
		long redelivery = (long) (REDELIVERY.toMillis() / timeScale);
		return new RoutingSettings(keep(Limit.QUEUED_DELIVERY),
				keep(Limit.REDELIVERY) ? Duration.ofMillis(redelivery) : Duration.ZERO);
	}

	// Return the interval that applies, 0 for none.
	int keepAliveSeconds(int asked) {
		if (!keep(Limit.KEEP_ALIVE)) {
			return asked;
		}
		if (asked == 0 || asked > MAX_KEEP_ALIVE_SECONDS) {
			return MAX_KEEP_ALIVE_SECONDS;
		}
		return Math.max(asked, MIN_KEEP_ALIVE_SECONDS);
	}

}
