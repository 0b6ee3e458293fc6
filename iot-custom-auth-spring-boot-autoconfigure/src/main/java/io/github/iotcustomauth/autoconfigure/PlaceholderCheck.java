package io.github.iotcustomauth.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.PropertyResolver;

/**
 * Refuses a placeholder that is not resolved, which the binder leaves as it is.
 *
 * @param environment resolves placeholders
 */
record PlaceholderCheck(PropertyResolver environment) {

	private static final String START = "${";

	// a text with more around it may be a password that has such characters
	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+)}");

	/**
	 * Check a value.
	 * @param name the name of the property
	 * @param value the value as it is written
	 * @param bound the value after the binder has resolved its placeholders, which it may
	 * do with more than the environment
	 * @throws InvalidIotPropertyException if a placeholder cannot be resolved
	 */
	void requireResolved(ConfigurationPropertyName name, Object value, String bound) {
		// the binder takes placeholders in strings only, not in mounted files
		if (!(value instanceof String text) || !bound.contains(START)) {
			return;
		}
		try {
			this.environment.resolveRequiredPlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			Matcher placeholder = PLACEHOLDER.matcher(text);
			throw placeholder.matches() ? unresolved(name, text, placeholder.group(1))
					: new InvalidIotPropertyException(name.toString(), null,
							"The value has a placeholder that cannot be resolved",
							"Define its name as an environment variable or a property. "
									+ "In a text that is not a placeholder, write '\\${' for '${'.");
		}
	}

	private InvalidIotPropertyException unresolved(ConfigurationPropertyName name, String text, String variable) {
		if (this.environment.containsProperty(variable)) {
			return new InvalidIotPropertyException(name.toString(), text,
					"The value of '%s' has a placeholder that cannot be resolved".formatted(variable),
					"The value of '%s' contains '${'. If that is not the start of a placeholder, write '\\${' for it in '%s'."
						.formatted(variable, variable));
		}
		return new InvalidIotPropertyException(name.toString(), text,
				"The value has a placeholder that cannot be resolved",
				"Define '%s' as an environment variable or a property. In a text that is not a placeholder, write '\\${' for '${'."
					.formatted(variable));
	}

}
