package io.github.iotcustomauth.local.internal.session;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The filters that the sessions at the broker are subscribed to: when one is resumed, the
 * broker does not tell them. Those that were resumed longest ago are forgotten.
 */
final class SubscribedFilters {

	static final int MAX_SESSIONS = 10_000;

	/** In the order of the last connection. */
	private final Map<String, Set<String>> filters = new LinkedHashMap<>();

	// Return the filters of a session, which change with its subscriptions.
	Set<String> open(String session, boolean resumed) {
		Set<String> kept = this.filters.remove(session);
		Set<String> current = (resumed && kept != null) ? kept : new HashSet<>();
		this.filters.put(session, current);
		if (this.filters.size() > MAX_SESSIONS) {
			this.filters.remove(this.filters.keySet().iterator().next());
		}
		return current;
	}

	void forget(String session) {
		this.filters.remove(session);
	}

}
