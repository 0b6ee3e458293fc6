package io.github.iotcustomauth.internal.transport;

import java.time.Duration;
import java.util.Optional;

import io.github.iotcustomauth.IotFailure;
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

	/**
	 * Whether the failure of an attempt may have reasons that a probe tells apart.
	 * @param failure the failure
	 * @return whether it may
	 */
	default boolean isUnclear(IotFailure failure) {
		return false;
	}

	/**
	 * Find out why attempts fail, with a connection that presents no credentials to the
	 * endpoint. Blocks.
	 * @param settings the settings of the connection
	 * @param limit how long connecting and each answer may take
	 * @return the reason, if one is found
	 */
	default Optional<IotFailure> probe(ConnectionSettings settings, Duration limit) {
		return Optional.empty();
	}

}
