package io.github.iotcustomauth.local.internal.protocol;

/**
 * Translates names between clients and the broker, which reads more into some of them
 * than MQTT does.
 */
public final class BrokerNames {

	/**
	 * Stands for a colon: the broker takes {@code ::} for its own queue syntax. From the
	 * private use area, and refused in topics of clients.
	 */
	static final char COLON_STAND_IN = '\uE03A';

	private BrokerNames() {
	}

	// Return the client id for the broker. The version keeps the sessions of MQTT 3.1.1
	// and 5 apart; the escapes keep queue names, which the broker joins with dots, from
	// meeting those of shared subscriptions and of retained messages, and quotes out of
	// its expressions.
	static String clientId(int protocolVersion, String clientId) {
		return ((protocolVersion == 5) ? "5/" : "3/") + escape(clientId);
	}

	public static String topic(String topic) {
		return topic.replace(':', COLON_STAND_IN);
	}

	public static String fromBroker(String topic) {
		return topic.replace(COLON_STAND_IN, ':');
	}

	public static String filter(String filter) {
		if (filter.startsWith(Topics.SHARE_PREFIX)) {
			int end = filter.indexOf('/', Topics.SHARE_PREFIX.length());
			String name = filter.substring(Topics.SHARE_PREFIX.length(), end);
			return Topics.SHARE_PREFIX + escape(name) + "/" + plainFilter(filter.substring(end + 1));
		}
		return plainFilter(filter);
	}

	// As at AWS, {@code a/#} must not match {@code a}: one level more is asked of it.
	private static String plainFilter(String filter) {
		String mapped = topic(filter);
		return mapped.endsWith("/#") ? mapped.substring(0, mapped.length() - 1) + "+/#" : mapped;
	}

	private static String escape(String name) {
		return name.replace("%", "%25").replace(".", "%2E").replace(":", "%3A").replace("$", "%24").replace("'", "%27");
	}

}
