package io.github.iotcustomauth.autoconfigure;

import java.security.PrivateKey;
import java.util.function.Supplier;

import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.Assert;

/**
 * A private key in PEM: as a text, or in a file that is read anew every time.
 */
final class PemPrivateKey implements Supplier<PrivateKey> {

	private final String textOrLocation;

	private final ResourceLoader resourceLoader;

	PemPrivateKey(String textOrLocation, ResourceLoader resourceLoader) {
		this.textOrLocation = textOrLocation;
		this.resourceLoader = resourceLoader;
	}

	/**
	 * Read the key.
	 * @return the key
	 * @throws IllegalArgumentException if that is not possible; the message shows neither
	 * the text nor the location, which may be a key in some other form
	 */
	@Override
	public PrivateKey get() {
		String text = PemContent.isPresentInText(this.textOrLocation) ? this.textOrLocation : load();
		Assert.isTrue(!text.contains("ENCRYPTED"),
				"The private key is encrypted, which only a key in an SSL bundle may be");
		Assert.isTrue(!text.contains("\\n"),
				"The PEM text has the two characters '\\n' where it should have line breaks");
		try {
			PrivateKey privateKey = PemContent.of(text).getPrivateKey();
			Assert.state(privateKey != null, "no private key");
			return privateKey;
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException("There is no PEM block with a private key");
		}
	}

	private String load() {
		try {
			return TextResource.of(this.textOrLocation, this.resourceLoader).read();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"It is neither PEM text nor the location of a file or class path resource that can be read");
		}
	}

}
