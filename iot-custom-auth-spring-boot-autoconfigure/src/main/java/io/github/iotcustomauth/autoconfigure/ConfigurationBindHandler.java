package io.github.iotcustomauth.autoconfigure;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.PropertyResolver;

/**
 * Refuses what Spring Boot would bind although it cannot be meant: a placeholder that is
 * not resolved, and quotation marks around a value. Removes the line break at the end of
 * a value that has one line. Keeps the value of a property out of the analysis when it
 * may be a secret.
 */
class ConfigurationBindHandler extends AbstractBindHandler {

	private static final Log logger = LogFactory.getLog(ConfigurationBindHandler.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName
		.of(IotCustomAuthProperties.PREFIX);

	private static final String PARAMETERS = "parameters";

	private static final String WILL_PAYLOAD = "will.payload";

	private static final Set<String> ONE_LINE = Set.of("endpoint", "client-id", "authorizer-name", "username",
			"password", "token-key-name", "token-value", "token-signature");

	// a text with more around it may be a password that has such characters
	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+)}");

	private final PropertyResolver environment;

	/**
	 * Create a handler.
	 * @param parent the handler to delegate to
	 * @param environment resolves placeholders
	 */
	ConfigurationBindHandler(BindHandler parent, PropertyResolver environment) {
		super(parent);
		this.environment = environment;
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		ConfigurationProperty property = context.getConfigurationProperty();
		if (property != null && PREFIX.isAncestorOf(name) && property.getName().equals(name)) {
			if (property.getValue() instanceof CharSequence text) {
				requireResolvable(name, text.toString());
			}
			if (result instanceof String text && !relative(name).equals(WILL_PAYLOAD)) {
				requireUnquoted(name, text);
				return super.onSuccess(name, target, context,
						ONE_LINE.contains(relative(name)) ? repaired(name, text) : text);
			}
		}
		return super.onSuccess(name, target, context, result);
	}

	// the same for a connection that has a name
	private static String relative(ConfigurationPropertyName name) {
		String text = name.toString().substring(PREFIX.toString().length() + 1);
		return text.replaceFirst("^connections\\.[^.]+\\.", "");
	}

	// 'echo' and editors leave a line break in the secret that a variable is made of
	private static String repaired(ConfigurationPropertyName name, String text) {
		String repaired = SecretFile.withoutTrailingLineBreaks(text);
		if (repaired.length() < text.length()) {
			logger.warn("Ignoring the line break at the end of the value of '" + name + "'");
		}
		return repaired;
	}

	// the binder leaves such a placeholder as it is
	private void requireResolvable(ConfigurationPropertyName name, String text) {
		try {
			this.environment.resolveRequiredPlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			Matcher placeholder = PLACEHOLDER.matcher(text);
			boolean shown = placeholder.matches();
			throw new InvalidIotPropertyException(name.toString(), shown ? text : null,
					"The value has a placeholder that cannot be resolved",
					"%s as an environment variable or a property. In a text that is not a placeholder, write '\\${' for '${'."
						.formatted(shown ? "Define '%s'".formatted(placeholder.group(1)) : "Define its name"));
		}
	}

	private static void requireUnquoted(ConfigurationPropertyName name, String text) {
		int last = text.length() - 1;
		if (last > 0 && text.charAt(0) == text.charAt(last) && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
			throw new InvalidIotPropertyException(name.toString(), null,
					"The value is in quotation marks, which would be a part of it",
					"Remove the quotation marks around the value of '%s'. ".formatted(name)
							+ "They are not needed in property files and environment variables.");
		}
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		ConfigurationProperty property = context.getConfigurationProperty();
		if (PREFIX.isAncestorOf(name) && !(error instanceof BindException) && property != null
				&& property.getName().equals(name)) {
			requireResolvable(name, String.valueOf(property.getValue()));
			requireMap(name);
		}
		return super.onFailure(name, target, context, error);
	}

	private static void requireMap(ConfigurationPropertyName name) {
		if (relative(name).equals(PARAMETERS)) {
			throw new InvalidIotPropertyException(name.toString(), null,
					"The parameters are a map of names and values, not a single value",
					"Set '%s.<name>' to the value of the parameter with that name.".formatted(name));
		}
	}

}
