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
		return this.properties.getPort();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.properties.findSslBundle(this.sslBundles);
	}

	@Nullable String getSslBundleName() {
		return this.properties.getSsl().getBundle();
	}

}
