package io.github.iotcustomauth.autoconfigure;

import java.util.Map;
import java.util.Set;

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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.PropertyResolver;

/**
 * Refuses what Spring Boot would bind although it cannot be meant: a placeholder that is
 * not resolved, quotation marks around a value, and a value in the place of a group of
 * keys. Removes the line break at the end of a value that has one line. Keeps the value
 * of a property out of the analysis when it may be a secret.
 */
class ConfigurationBindHandler extends AbstractBindHandler {

	private static final Log logger = LogFactory.getLog(ConfigurationBindHandler.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName
		.of(IotCustomAuthProperties.PREFIX);

	private static final String PARAMETERS = "parameters";

	private static final String WILL_PAYLOAD = "will.payload";

	private static final Set<String> ONE_LINE = Set.of("endpoint", "client-id", "authorizer-name", "username",
			"password", "token-key-name", "token-value", "token-signature", "proxy.host", "proxy.username",
			"proxy.password");

	private final PlaceholderCheck placeholders;

	private final QuotesCheck quotes = new QuotesCheck();

	/**
	 * Create a handler.
	 * @param parent the handler to delegate to
	 * @param environment resolves placeholders
	 */
	ConfigurationBindHandler(BindHandler parent, PropertyResolver environment) {
		super(parent);
		this.placeholders = new PlaceholderCheck(environment);
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		ConfigurationProperty property = context.getConfigurationProperty();
		if (property != null && PREFIX.isAncestorOf(name) && property.getName().equals(name)
				&& result instanceof String text) {
			String relative = relative(name);
			this.placeholders.requireResolved(name, property.getValue(), text);
			if (!relative.equals(WILL_PAYLOAD)) {
				this.quotes.check(name, relative, property.getValue(), text);
			}
			return super.onSuccess(name, target, context, ONE_LINE.contains(relative) ? repaired(name, text) : text);
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

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		if (PREFIX.isAncestorOf(name) && !(error instanceof BindException)) {
			// for a bean the binder has forgotten the property by now
			if (isGroup(target, error)) {
				throw relative(name).equals(PARAMETERS) ? noMap(name) : noGroup(name);
			}
			ConfigurationProperty property = context.getConfigurationProperty();
			if (property != null && property.getName().equals(name)
					&& error instanceof ConversionFailedException failed) {
				this.placeholders.requireResolved(name, property.getValue(), String.valueOf(failed.getValue()));
			}
		}
		return super.onFailure(name, target, context, error);
	}

	// durations, sizes and the like have a converter
	private static boolean isGroup(Bindable<?> target, Exception error) {
		return error instanceof ConverterNotFoundException || (error instanceof ConversionFailedException
				&& Map.class.isAssignableFrom(target.getType().resolve(Object.class)));
	}

	private static InvalidIotPropertyException noMap(ConfigurationPropertyName name) {
		return new InvalidIotPropertyException(name.toString(), null,
				"The parameters are a map of names and values, not a single value",
				"Set '%s.<name>' to the value of the parameter with that name.".formatted(name));
	}

	/**
	 * A single value in the place of a group of keys.
	 * @param name the name of the group
	 * @return an exception without the value
	 */
	static InvalidIotPropertyException noGroup(ConfigurationPropertyName name) {
		return new InvalidIotPropertyException(name.toString(), null,
				"'%s' is a group of keys, not a single value".formatted(name.getLastElement(Form.ORIGINAL)),
				"Remove the value of '%s', and set the keys below it, '%s.<key>'.".formatted(name, name));
	}

}
