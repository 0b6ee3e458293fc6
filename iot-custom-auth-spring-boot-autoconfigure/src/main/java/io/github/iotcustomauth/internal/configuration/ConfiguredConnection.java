package io.github.iotcustomauth.internal.configuration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * What the properties say about the connection, for connection details that replace a
 * part of it.
 */
public interface ConfiguredConnection {

	/**
	 * The host name of the endpoint.
	 * @return the host name, or {@code null} when none is configured
	 */
	@Nullable String getEndpoint();

	/**
	 * Whether there are credentials.
	 * @return whether anything is set that the authorizer gets to see
	 */
	boolean hasCredentials();

	/**
	 * Whether there is a client certificate.
	 * @return whether a connection presents the certificate of a bundle, which takes MQTT
	 * over TLS
	 */
	boolean hasClientCertificate();

	/**
	 * Find the SSL bundle.
	 * @param sslBundles the bundles of the application, or {@code null}
	 * @return the bundle, or {@code null} when none is configured
	 */
	@Nullable SslBundle findSslBundle(@Nullable SslBundles sslBundles);

}
