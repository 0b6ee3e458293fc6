package io.github.iotcustomauth.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.internal.credentials.SecretSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * A secret in a file, such as one that an orchestrator mounts and replaces when it
 * changes. A file that is not there, or not yet, fails the attempt and not the start.
 */
final class SecretFile implements SecretSource {

	private static final Log logger = LogFactory.getLog(SecretFile.class);

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private final String key;

	private final TextResource text;

	private final AtomicBoolean reported = new AtomicBoolean();

	/**
	 * Create a source.
	 * @param key the key of the property with the location of the file
	 * @param text the file
	 */
	SecretFile(String key, TextResource text) {
		this.key = key;
		this.text = text;
	}

	@Override
	public Secret getSecret() {
		return UnusableCredentialsException.convert(this.key, () -> {
			String value = withoutTrailingLineBreaks(withoutByteOrderMark(this.text.read()));
			Assert.isTrue(!value.isEmpty(), () -> "%s is empty".formatted(this.text.resource().getDescription()));
			return new Secret(value, null);
		});
	}

	// the file is read for each attempt
	private String withoutByteOrderMark(String read) {
		if (!read.startsWith(BYTE_ORDER_MARK)) {
			return read;
		}
		if (this.reported.compareAndSet(false, true)) {
			logger.warn("Ignoring the byte order mark at the start of the file of '" + this.key + "'");
		}
		return read.substring(BYTE_ORDER_MARK.length());
	}

	// editors and 'echo' leave one
	static String withoutTrailingLineBreaks(String text) {
		int end = text.length();
		while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
			end--;
		}
		return text.substring(0, end);
	}

}
