package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to connect to AWS IoT Core. A bean of this type is asked instead of
 * the properties.
 */
public interface IotConnectionDetails extends ConnectionDetails {

	/**
	 * The host name of the IoT data endpoint.
	 * @return the host name
	 */
	String getEndpoint();

	/**
	 * The port of the endpoint.
	 * @return the port
	 */
	default int getPort() {
		return 443;
	}

	/**
	 * The number of publishes that the server takes in a second on a connection.
	 * @return the number, 0 for an unlimited one, or {@code null} for that of the
	 * properties
	 */
	default @Nullable Integer getPublishRate() {
		return null;
	}

	/**
	 * Trust and, for custom authentication with X.509, keys. Asked for at every attempt;
	 * costs little as long as it is the same object.
	 * @return the bundle, or {@code null} for the certificates that the JVM trusts
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * The credentials to authenticate with.
	 * @return the credentials, or {@code null} for those of the properties
	 */
	default @Nullable CustomAuthCredentials getCredentials() {
		return null;
	}

}
