package io.github.iotcustomauth.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Adapts {@link IotCustomAuthProperties} to {@link IotConnectionDetails}.
 */
class PropertiesIotConnectionDetails implements IotConnectionDetails {

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
		return new EndpointProperty(this.properties.getEndpoint()).port(this.properties.getPort());
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.properties.findSslBundle(this.sslBundles);
	}

	/**
	 * Check the SSL bundle.
	 * @throws InvalidIotPropertyException if it is unknown or permanently unusable
	 */
	void requireUsableSslBundle() {
		SslBundle bundle = getSslBundle();
		if (bundle != null) {
			String key = InvalidIotPropertyException.key("ssl.bundle");
			InvalidIotPropertyException.convert(key, this.properties.getSsl().getBundle(),
					"Correct the bundle under 'spring.ssl.bundle', or set '%s' to another one.".formatted(key),
					() -> new SslBundleCheck(bundle).requireUsable());
		}
	}

}
