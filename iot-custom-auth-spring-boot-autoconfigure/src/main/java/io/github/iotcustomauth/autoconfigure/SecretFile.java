package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.internal.credentials.SecretSource;

import org.springframework.util.Assert;

/**
 * A secret in a file, such as one that an orchestrator mounts and replaces when it
 * changes. A file that is not there, or not yet, fails the attempt and not the start.
 *
 * @param key the key of the property with its location
 * @param text the file
 */
record SecretFile(String key, TextResource text) implements SecretSource {

	@Override
	public Secret getSecret() {
		return UnusableCredentialsException.convert(this.key, () -> {
			String value = withoutTrailingLineBreaks(this.text.read());
			Assert.isTrue(!value.isEmpty(), () -> "%s is empty".formatted(this.text.resource().getDescription()));
			return new Secret(value, null);
		});
	}

	// editors and 'echo' leave one
	private static String withoutTrailingLineBreaks(String text) {
		int end = text.length();
		while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
			end--;
		}
		return text.substring(0, end);
	}

}
