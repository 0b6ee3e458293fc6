package io.github.iotcustomauth.autoconfigure;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Refuses quotation marks around a value, which property files and variables make a part
 * of it. A secret may have them: then there is a way to configure it.
 */
final class QuotesCheck {

	private static final Log logger = LogFactory.getLog(QuotesCheck.class);

	// to the property with the file that may have any content
	private static final Map<String, String> FILES = Map.of("password", "password-file", "token-value", "token-file");

	private static final Set<String> OTHER_SECRETS = Set.of("username", "token-signature");

	private static final String PARAMETERS = "parameters";

	private static final String PROXY_PASSWORD = "proxy.password";

	private final Set<ConfigurationPropertyName> reported = new HashSet<>();

	/**
	 * Check a value.
	 * @param name the name of the property
	 * @param relative the same below the prefix of its connection
	 * @param value the value as it is written
	 * @param text the value after conversion
	 * @throws InvalidIotPropertyException if the value is in quotation marks that cannot
	 * be meant
	 */
	void check(ConfigurationPropertyName name, String relative, Object value, String text) {
		if (!isQuoted(text)) {
			return;
		}
		boolean withoutFile = relative.startsWith(PARAMETERS) || relative.equals(PROXY_PASSWORD);
		boolean secret = withoutFile || FILES.containsKey(relative) || OTHER_SECRETS.contains(relative);
		// the content of a mounted file is meant as it is
		if (secret && !(value instanceof String)) {
			return;
		}
		if (!withoutFile) {
			throw new InvalidIotPropertyException(name.toString(), null,
					"The value is in quotation marks, which would be a part of it", cure(name, relative));
		}
		if (this.reported.add(name)) {
			logger.warn("The quotation marks around the value of '" + name + "' are a part of it");
		}
	}

	private static String cure(ConfigurationPropertyName name, String relative) {
		String cure = "Remove the quotation marks around the value of '%s'. ".formatted(name)
				+ "They are not needed in property files and environment variables.";
		String file = FILES.get(relative);
		return (file != null) ? cure + " If they are a part of it, put it into a file and set '%s' instead."
			.formatted(name.getParent().append(file)) : cure;
	}

	private static boolean isQuoted(String text) {
		int last = text.length() - 1;
		return last > 0 && text.charAt(0) == text.charAt(last) && (text.charAt(0) == '"' || text.charAt(0) == '\'');
	}

}
