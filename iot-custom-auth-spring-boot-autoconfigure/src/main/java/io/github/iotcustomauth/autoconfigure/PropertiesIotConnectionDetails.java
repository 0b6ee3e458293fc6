package io.github.iotcustomauth.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

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
		String bundle = this.properties.getSsl().getBundle();
		if (!StringUtils.hasLength(bundle)) {
			return null;
		}
		try {
			return (this.sslBundles != null) ? this.sslBundles.getBundle(bundle) : unknown(bundle);
		}
		catch (NoSuchSslBundleException ex) {
			return unknown(bundle);
		}
	}

	private SslBundle unknown(String bundle) {
		String key = InvalidIotPropertyException.key("ssl.bundle");
		String known = (this.sslBundles != null) ? String.join("', '", this.sslBundles.getBundleNames()) : "";
		throw new InvalidIotPropertyException(key, bundle,
				"There is no SSL bundle of this name"
						+ (known.isEmpty() ? "; none is configured" : "; the known ones are '" + known + "'"),
				"Define the bundle under 'spring.ssl.bundle', or set '%s' to the name of one that is.".formatted(key));
	}

}
