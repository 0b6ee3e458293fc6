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
	private final Map<String, Long> next = new LinkedHashMap<>();

	long next(String clientId) {
		Long version = this.next.remove(clientId);
		long given = (version != null) ? version : 0;
		this.next.put(clientId, given + 1);
		if (this.next.size() > MAX_CLIENTS) {
			this.next.remove(this.next.keySet().iterator().next());
		}
		return given;
	}

}
