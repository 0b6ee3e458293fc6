package io.github.iotcustomauth.local.autoconfigure;

import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Certificate;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySources;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * Resolves the placeholders of properties, and leaves the variables of policies alone:
 * Spring would take {@code ${iot:ClientId}} for a placeholder 'iot' with a default.
 *
 * @param sources have the values of the placeholders
 */
record PolicyVariables(PropertySources sources) {

	// stands for the braces until everything is resolved, since what a placeholder
	// brings in is resolved again
	private static final String OPEN = "\uE000\uE001";

	private static final String CLOSE = "\uE001\uE000";

	private static final PropertyPlaceholderHelper PLACEHOLDERS = new PropertyPlaceholderHelper("${", "}", ":", '\\',
			true);

	static Binder binder(ConfigurableEnvironment environment) {
		PolicyVariables variables = new PolicyVariables(environment.getPropertySources());
		return new Binder(ConfigurationPropertySources.get(environment),
				(value) -> (value instanceof String text) ? variables.resolve(text) : value);
	}

	/**
	 * Give properties the policies whose variables they have lost.
	 * @param properties the properties as Spring has bound them
	 * @param bound those of {@link #binder(ConfigurableEnvironment)}
	 */
	static void restore(LocalIotCoreProperties properties, LocalIotCoreProperties bound) {
		properties.getAuthorizers().forEach((name, target) -> {
			Authorizer source = bound.getAuthorizers().get(name);
			if (source != null && hasVariable(source.getPolicy())) {
				target.setPolicy(source.getPolicy());
			}
		});
		properties.getCertificates().forEach((name, target) -> {
			Certificate source = bound.getCertificates().get(name);
			if (source != null && hasVariable(source.getPolicy())) {
				target.setPolicy(source.getPolicy());
			}
		});
	}

	private static boolean hasVariable(@Nullable String policy) {
		return policy != null && policy.contains("${");
	}

	private String resolve(String text) {
		if (!text.contains("${")) {
			return text;
		}
		return PLACEHOLDERS.replacePlaceholders(text, this::value).replace(OPEN, "${").replace(CLOSE, "}");
	}

	private @Nullable String value(String name) {
		if (PolicyDocument.isVariable(name)) {
			return OPEN + name + CLOSE;
		}
		return raw(name);
	}

	// Unresolved: the helper resolves what it gets, and spares variables in it.
	private @Nullable String raw(String name) {
		for (PropertySource<?> source : this.sources) {
			Object value = source.getProperty(name);
			if (value != null) {
				return value.toString();
			}
		}
		return null;
	}

}
