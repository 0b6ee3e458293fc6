package io.github.iotcustomauth.autoconfigure;

import java.util.regex.Pattern;

/**
 * Rate of publishes: a number, or {@value #UNLIMITED}.
 *
 * @param text the text of the property
 */
record PublishRateProperty(String text) {

	private static final String UNLIMITED = "unlimited";

	private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

	/**
	 * Parse the text.
	 * @return the number of publishes a second, 0 for an unlimited one
	 * @throws InvalidIotPropertyException if it is neither
	 */
	int value() {
		if (this.text.strip().equalsIgnoreCase(UNLIMITED)) {
			return 0;
		}
		if (!NUMBER.matcher(this.text.strip()).matches()) {
			String key = InvalidIotPropertyException.key("publish.rate");
			throw new InvalidIotPropertyException(key, this.text,
					"The rate must be a number of messages a second, at most 999999, or '" + UNLIMITED + "'",
					"Set '%s' to a number such as '100', or to '%s' for a server without a quota.".formatted(key,
							UNLIMITED));
		}
		return Integer.parseInt(this.text.strip());
	}

}
