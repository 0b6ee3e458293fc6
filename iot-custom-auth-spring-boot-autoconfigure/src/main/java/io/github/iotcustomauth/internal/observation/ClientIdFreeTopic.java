package io.github.iotcustomauth.internal.observation;

import io.github.iotcustomauth.IotConnection;
import org.jspecify.annotations.Nullable;

/**
 * Topics whose levels may be the client id of a connection. Each instance of an
 * application has another one, so that it must not be in a value of low cardinality.
 */
final class ClientIdFreeTopic {

	private static final String PLACEHOLDER = "{client-id}";

	private ClientIdFreeTopic() {
	}

	static String of(String topic, IotConnection connection) {
		// null when the connection is a mock of a test
		@Nullable String clientId = connection.getClientId();
		if (clientId == null || !topic.contains(clientId)) {
			return topic;
		}
		StringBuilder levels = new StringBuilder(topic.length() + PLACEHOLDER.length());
		int start = 0;
		for (int end = 0; end <= topic.length(); end++) {
			if (end == topic.length() || topic.charAt(end) == '/') {
				levels.append((start > 0) ? "/" : "");
				boolean found = end - start == clientId.length() && topic.startsWith(clientId, start);
				levels.append(found ? PLACEHOLDER : topic.substring(start, end));
				start = end + 1;
			}
		}
		return levels.toString();
	}

}
