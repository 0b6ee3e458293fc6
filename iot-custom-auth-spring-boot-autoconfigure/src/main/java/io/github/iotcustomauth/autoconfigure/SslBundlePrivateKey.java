package io.github.iotcustomauth.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.Assert;

/**
 * The private key of an SSL bundle, as it is when it is asked for.
 *
 * @param property the property with the name of the bundle
 */
record SslBundlePrivateKey(SslBundleProperty property) implements Supplier<PrivateKey> {

	/**
	 * Get the key.
	 * @return the key that the bundle names, or else the only one
	 * @throws IllegalArgumentException if there is none, or no single one
	 */
	@Override
	public PrivateKey get() {
		SslBundle bundle = this.property.bundle();
		try {
			KeyStore keyStore = bundle.getStores().getKeyStore();
			PrivateKey privateKey = (keyStore != null) ? find(keyStore, bundle) : null;
			if (privateKey != null) {
				return privateKey;
			}
		}
		catch (GeneralSecurityException | IllegalStateException ex) {
			throw new IllegalArgumentException(
					"The private key of the SSL bundle '%s' cannot be read (%s)".formatted(this.property.name(),
							NestedExceptionUtils.getMostSpecificCause(ex).getClass().getSimpleName()),
					ex);
		}
		throw new IllegalArgumentException(
				"The SSL bundle '%s' has no such private key, or none at all".formatted(this.property.name()));
	}

	private static @Nullable PrivateKey find(KeyStore keyStore, SslBundle bundle) throws GeneralSecurityException {
		List<String> aliases = SslBundleCheck.keyAliases(keyStore, bundle);
		Assert.isTrue(aliases.size() < 2, () -> SslBundleCheck.severalKeys(aliases));
		return aliases.isEmpty() ? null : SslBundleCheck.key(keyStore, bundle, aliases.get(0));
	}

}
