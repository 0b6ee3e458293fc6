package io.github.iotcustomauth.autoconfigure.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of all connections.
 *
 * @param connections the connections of the application, by name
 * @param madeAtRunTime how many connections were made while the application runs
 */
record IotConnectionsDescriptor(Map<String, ConnectionDescriptor> connections,
		MadeAtRunTime madeAtRunTime) implements OperationResponseBody {

	/**
	 * Connections that were made while the application runs.
	 *
	 * @param connections their number
	 * @param connected how many of them are established
	 */
	record MadeAtRunTime(int connections, long connected) {
	}

}
