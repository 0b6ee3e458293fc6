package io.github.iotcustomauth.internal.transport;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

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
	 * Identity of what the last transport trusts. What a probe found before does not hold
	 * for another one.
	 * @return the identity, or {@code null} for what is always the same
	 */
	default @Nullable Object trust() {
		return null;
	}

	/**
	 * Create a probe for an unclear failure. Does not block.
	 * @param settings the settings of the connection
	 * @return the probe
	 */
	default EndpointProbe probe(ConnectionSettings settings) {
		throw new UnsupportedOperationException("No failure is unclear");
	}

}
