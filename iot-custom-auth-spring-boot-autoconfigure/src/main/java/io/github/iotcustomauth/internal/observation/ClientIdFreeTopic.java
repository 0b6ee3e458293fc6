package io.github.iotcustomauth.internal.observation;

import java.util.Arrays;
import java.util.stream.Collectors;

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
		return Arrays.stream(topic.split("/", -1))
			.map((level) -> level.equals(clientId) ? PLACEHOLDER : level)
			.collect(Collectors.joining("/"));
	}

}
