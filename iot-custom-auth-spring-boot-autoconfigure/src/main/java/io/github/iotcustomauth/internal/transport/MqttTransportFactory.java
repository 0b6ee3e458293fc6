package io.github.iotcustomauth.internal.transport;

import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Factory for the transport of each attempt.
 */
@FunctionalInterface
public interface MqttTransportFactory {

	/**
	 * Create a transport.
	 * @param settings the settings of the connection
	 * @param credentials the credentials for this attempt
	 * @param listener the listener of the transport
	 * @return a transport that has not been opened
	 * @throws io.github.iotcustomauth.IotConnectionException if it cannot be created
	 */
	MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials, MqttTransport.Listener listener);

}
