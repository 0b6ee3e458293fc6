package io.github.iotcustomauth.local.internal.server;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which denials of a connection have been logged: a stream of messages that a
 * policy or a limit withholds is worth one line. Confined to the event loop.
 */
final class DenialLog {

	private static final int CLIENTS = 100;

	private static final int LINES = 10;

	private final Map<String, Set<String>> lines = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
			return size() > CLIENTS;
		}

	};

	// Return whether the line has not been logged yet, or long ago.
	boolean isNew(String clientId, String line) {
		Set<String> logged = this.lines.computeIfAbsent(clientId, (key) -> new HashSet<>());
		if (logged.size() == LINES && !logged.contains(line)) {
			logged.clear();
		}
		return logged.add(line);
	}

	void forget(String clientId) {
		this.lines.remove(clientId);
	}

}
