package io.github.iotcustomauth.autoconfigure;

import java.util.Objects;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Explains an {@link InvalidIotPropertyException}. Shows a value only if the exception
 * has it: those it leaves out may be secrets. Comes before Spring Boot's analyzers, which
 * would show the value that could not be bound.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class InvalidIotPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidIotPropertyException> {

	private final Environment environment;

	InvalidIotPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidIotPropertyException cause) {
		StringBuilder description = new StringBuilder("The connection to AWS IoT Core cannot be configured:\n");
		append(description, "Property", cause.getKey());
		if (cause.getValue() != null) {
			append(description, "Value", "\"" + cause.getValue() + "\"");
		}
		Origin origin = origin(cause.getKey());
		if (origin != null) {
			append(description, "Origin", origin);
		}
		append(description, "Reason", cause.getReason());
		return new FailureAnalysis(description.toString(), cause.getCure(), cause);
	}

	private static void append(StringBuilder description, String name, Object value) {
		description.append("\n    %s: %s".formatted(name, value));
	}

	private @Nullable Origin origin(String key) {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			return null;
		}
		// a system property of Java has another form
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(key);
		return (name != null) ? origin(configurable, name) : null;
	}

	private static @Nullable Origin origin(ConfigurableEnvironment configurable, ConfigurationPropertyName name) {
		return StreamSupport
			.stream(ConfigurationPropertySources.from(configurable.getPropertySources()).spliterator(), false)
			.map((source) -> source.getConfigurationProperty(name))
			.filter(Objects::nonNull)
			.findFirst()
			.map(ConfigurationProperty::getOrigin)
			.orElse(null);
	}

}
