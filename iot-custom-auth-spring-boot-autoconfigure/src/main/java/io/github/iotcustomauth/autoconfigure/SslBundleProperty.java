package io.github.iotcustomauth.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * A property with the name of an SSL bundle.
 *
 * @param key the key of the property
 * @param name the name of the bundle
 * @param sslBundles the bundles of the application, or {@code null}
 */
record SslBundleProperty(String key, String name, @Nullable SslBundles sslBundles) {

	/**
	 * The bundle as it is now: bundles may be reloaded.
	 * @return the bundle
	 * @throws InvalidIotPropertyException if there is none of this name
	 */
	SslBundle bundle() {
		try {
			return (this.sslBundles != null) ? this.sslBundles.getBundle(this.name) : unknown();
		}
		catch (NoSuchSslBundleException ex) {
			return unknown();
		}
	}

	private SslBundle unknown() {
		String known = (this.sslBundles != null) ? String.join("', '", this.sslBundles.getBundleNames()) : "";
		throw new InvalidIotPropertyException(this.key, this.name,
				"There is no SSL bundle of this name"
						+ (known.isEmpty() ? "; none is configured" : "; the known ones are '" + known + "'"),
				"Define the bundle under 'spring.ssl.bundle', or set '%s' to the name of one that is."
					.formatted(this.key));
	}

}
