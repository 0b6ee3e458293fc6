package io.github.iotcustomauth.autoconfigure.metrics;

import io.micrometer.core.instrument.Tags;

/**
 * Tags of the meters. None of their values is a topic, a client id or an id of a device,
 * and their number is bounded. Values that begin with an underscore are none of the
 * application's names.
 */
final class IotTags {

	/**
	 * Stands for all connections that are made at run time, and for their listeners.
	 */
	static final String RUNTIME = "_runtime";

	/**
	 * Stands for listeners without a name.
	 */
	static final String UNNAMED = "_unnamed";

	/**
	 * Stands for the listeners beyond a number.
	 */
	static final String OTHERS = "_others";

	/**
	 * Stands for a listener or reason that there is not.
	 */
	static final String NONE = "_none";

	private IotTags() {
	}

	static Tags connection(String name) {
		return Tags.of("connection", name);
	}

	static Tags listener(Tags connection, String id) {
		return connection.and("listener", id);
	}

	static Tags outcome(Tags tags, String outcome) {
		return tags.and("outcome", outcome);
	}

	static Tags reason(Tags tags, String reason) {
		return tags.and("reason", reason);
	}

	static Tags state(Tags connection, String state) {
		return connection.and("state", state);
	}

}
