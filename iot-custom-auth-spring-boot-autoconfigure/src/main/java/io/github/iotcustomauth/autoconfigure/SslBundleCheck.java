package io.github.iotcustomauth.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.Assert;

/**
 * Checks that the SSL bundle of a connection can be read, and that its key fits its
 * certificate: the native TLS would tell so at each attempt only, and in its own words.
 *
 * @param bundle the bundle
 */
record SslBundleCheck(SslBundle bundle) {

	// what is longer may be a key that was taken for the name of a file
	private static final int MAX_MESSAGE = 200;

	// as is this, which a path hardly has
	private static final Pattern PERHAPS_KEY = Pattern.compile("[A-Za-z0-9+/=]{40}");

	private static final byte[] SIGNED = { 1, 2, 3 };

	/**
	 * Check the bundle.
	 * @return the bundle
	 * @throws IllegalArgumentException if it cannot be used; the message tells why, has
	 * no full stop and shows no password
	 */
	SslBundle requireUsable() {
		try {
			KeyStore keyStore = this.bundle.getStores().getKeyStore();
			if (keyStore != null) {
				requireKey(keyStore);
			}
			this.bundle.getStores().getTrustStore();
		}
		catch (GeneralSecurityException | IllegalStateException ex) {
			throw new IllegalArgumentException("The SSL bundle cannot be loaded: " + cause(ex), ex);
		}
		return CrtMqttTransportFactory.requireUsable(this.bundle);
	}

	private static String cause(Exception ex) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String message = cause.getMessage();
		boolean shown = message != null && message.length() <= MAX_MESSAGE && !PERHAPS_KEY.matcher(message).find();
		return shown ? PrintableText.of(message).replaceAll("\\.$", "") : cause.getClass().getSimpleName();
	}

	private void requireKey(KeyStore keyStore) throws GeneralSecurityException {
		List<String> aliases = keyAliases(keyStore, this.bundle);
		Assert.isTrue(aliases.size() < 2, () -> severalKeys(aliases));
		for (String alias : aliases) {
			Certificate certificate = keyStore.getCertificate(alias);
			PrivateKey key = key(keyStore, this.bundle, alias);
			Assert.isTrue(certificate == null || key == null || fits(key, certificate.getPublicKey()),
					() -> "The private key '%s' does not fit its certificate".formatted(alias));
		}
	}

	/**
	 * The aliases of the private keys that a bundle offers.
	 * @param keyStore the key store of the bundle
	 * @param bundle the bundle
	 * @return the alias that the bundle names if it has a key, or else all with a key
	 * @throws GeneralSecurityException if the key store cannot be read
	 */
	static List<String> keyAliases(KeyStore keyStore, SslBundle bundle) throws GeneralSecurityException {
		String wanted = bundle.getKey().getAlias();
		List<String> aliases = new ArrayList<>();
		for (String alias : Collections.list(keyStore.aliases())) {
			if (keyStore.isKeyEntry(alias) && (wanted == null || wanted.equalsIgnoreCase(alias))) {
				aliases.add(alias);
			}
		}
		return aliases;
	}

	static @Nullable PrivateKey key(KeyStore keyStore, SslBundle bundle, String alias) throws GeneralSecurityException {
		String password = bundle.getKey().getPassword();
		password = (password != null) ? password : bundle.getStores().getKeyStorePassword();
		Key key = keyStore.getKey(alias, (password != null) ? password.toCharArray() : null);
		return (key instanceof PrivateKey privateKey) ? privateKey : null;
	}

	static String severalKeys(List<String> aliases) {
		return "The SSL bundle has several private keys ('%s') and no 'key.alias' that says which one to use"
			.formatted(String.join("', '", aliases));
	}

	private static boolean fits(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
		if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
			return false;
		}
		String algorithm = switch (privateKey.getAlgorithm()) {
			case "RSA" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			default -> null;
		};
		if (algorithm == null) {
			return true;
		}
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(privateKey);
		signature.update(SIGNED);
		byte[] made = signature.sign();
		signature.initVerify(publicKey);
		signature.update(SIGNED);
		return signature.verify(made);
	}

}
