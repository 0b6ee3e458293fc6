package io.github.iotcustomauth.local.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the connections of each client id, from 0 as AWS does. Those that have been
 * away for longest start again at 0; at AWS that is after an hour.
 */
final class ConnectionVersions {

	static final int MAX_CLIENTS = 10_000;

	/** In the order of the last connection. */
	private final Map<String, Long> connections = new LinkedHashMap<>(16, 0.75F, true);

	long next(String clientId) {
		long version = this.connections.merge(clientId, 1L, Long::sum) - 1;
		if (this.connections.size() > MAX_CLIENTS) {
			this.connections.remove(this.connections.keySet().iterator().next());
		}
		return version;
	}

}
