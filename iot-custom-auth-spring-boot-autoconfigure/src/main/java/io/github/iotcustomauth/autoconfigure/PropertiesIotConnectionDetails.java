package io.github.iotcustomauth.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Adapts {@link IotCustomAuthProperties} to {@link IotConnectionDetails}.
 */
class PropertiesIotConnectionDetails implements IotConnectionDetails {

	private static final int MAX_PORT = 65535;

	private final IotCustomAuthProperties properties;

	private final @Nullable SslBundles sslBundles;

	PropertiesIotConnectionDetails(IotCustomAuthProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public String getEndpoint() {
		return new EndpointProperty(this.properties.getEndpoint()).hostName();
	}

	@Override
	public int getPort() {
		int port = this.properties.getPort();
		if (port < 1 || port > MAX_PORT) {
			String key = InvalidIotPropertyException.key("port");
			throw new InvalidIotPropertyException(key, port, "The port must be between 1 and " + MAX_PORT,
					"Set '%s' to the port of the endpoint. AWS IoT Core offers custom authorizers on 443."
						.formatted(key));
		}
		return port;
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.properties.getSsl().findBundle(this.sslBundles);
	}

	@Nullable String getSslBundleName() {
		return this.properties.getSsl().getBundle();
	}

}
