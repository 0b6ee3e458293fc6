package io.github.iotcustomauth.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Properties of the connections that have a name, in the order of the configuration. What
 * a connection does not say itself is taken from the properties above all of them.
 *
 * @param byName the properties by the name of the connection
 * @param primary the name of the connection that is meant when none is named
 */
record ConnectionProperties(Map<String, IotCustomAuthProperties> byName, String primary) {

	private static final String KEY = InvalidIotPropertyException.key("connections");

	/**
	 * Read the names.
	 * @param environment the environment
	 * @return the names of the connections, empty if there is only one, without a name
	 * @throws InvalidIotPropertyException if there is a single value instead of names
	 */
	static Set<String> names(Environment environment) {
		Set<String> bound = bound(environment);
		Set<String> ordered = new LinkedHashSet<>(declared(environment));
		ordered.retainAll(bound);
		ordered.addAll(bound);
		return ordered;
	}

	private static Set<String> bound(Environment environment) {
		try {
			return Binder.get(environment)
				.bind(KEY, Bindable.mapOf(String.class, Object.class))
				.map(Map::keySet)
				.orElse(Set.of());
		}
		catch (BindException ex) {
			throw ConfigurationBindHandler.noGroup(ConfigurationPropertyName.of(KEY));
		}
	}

	// in the order of the sources with the lowest precedence, which have the whole
	// configuration rather than single values
	private static List<String> declared(Environment environment) {
		ConfigurationPropertyName prefix = ConfigurationPropertyName.of(KEY);
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.get(environment).forEach((source) -> sources.add(0, source));
		return sources.stream()
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream())
			.filter(prefix::isAncestorOf)
			.map((name) -> name.getElement(prefix.getNumberOfElements(), Form.ORIGINAL))
			.toList();
	}

	/**
	 * Read the properties.
	 * @param environment the environment
	 * @return the properties of the connections that are enabled
	 * @throws InvalidIotPropertyException if a name cannot be used
	 */
	static ConnectionProperties of(Environment environment) {
		Binder binder = Binder.get(environment);
		BindHandler handler = new ConfigurationBindHandler(BindHandler.DEFAULT, environment);
		Map<String, IotCustomAuthProperties> byName = new LinkedHashMap<>();
		for (String name : names(environment)) {
			requireName(name);
			// the second overwrites what it has of the first
			IotCustomAuthProperties properties = new IotCustomAuthProperties();
			binder.bind(IotCustomAuthProperties.PREFIX, Bindable.ofInstance(properties), handler);
			properties.setPrimary(false);
			binder.bind(KEY + "." + name, Bindable.ofInstance(properties), handler);
			if (properties.isEnabled()) {
				byName.put(name, properties);
			}
		}
		requireDistinct(byName, "will.topic", (properties) -> properties.getWill().getTopic());
		requireDistinct(byName, "request.reply-topic", (properties) -> properties.getRequest().getReplyTopic());
		return new ConnectionProperties(byName, primary(byName));
	}

	private static void requireName(String name) {
		if (!name.matches("[a-z0-9][a-z0-9-]*")) {
			throw new InvalidIotPropertyException(KEY, null, "'%s' cannot be the name of a connection".formatted(name),
					"Use lower-case letters, digits and hyphens below '%s'.".formatted(KEY));
		}
	}

	private static void requireDistinct(Map<String, IotCustomAuthProperties> byName, String name,
			Function<IotCustomAuthProperties, @Nullable String> property) {
		Map<String, String> seen = new HashMap<>();
		byName.forEach((connection, properties) -> {
			String value = property.apply(properties);
			String other = StringUtils.hasLength(value) ? seen.put(value, connection) : null;
			if (other != null) {
				String key = KEY + "." + connection + "." + name;
				throw new InvalidIotPropertyException(key, InvalidIotPropertyException.shown(value),
						"The connections '%s' and '%s' have the same '%s'".formatted(other, connection, name),
						"Set '%s' to a value of its own.".formatted(key));
			}
		});
	}

	private static String primary(Map<String, IotCustomAuthProperties> byName) {
		List<String> marked = byName.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().isPrimary())
			.map(Map.Entry::getKey)
			.toList();
		if (marked.size() > 1) {
			throw new InvalidIotPropertyException(KEY, null,
					"The connections '%s' are all primary".formatted(String.join("', '", marked)),
					"Set 'primary' of one of them only, below '%s'.".formatted(KEY));
		}
		return marked.isEmpty() ? byName.keySet().stream().findFirst().orElse("") : marked.get(0);
	}

	/**
	 * Return the properties of a connection.
	 * @param name its name
	 * @return the properties
	 */
	IotCustomAuthProperties get(String name) {
		IotCustomAuthProperties properties = this.byName.get(name);
		if (properties == null) {
			throw new IllegalArgumentException(
					"There is no connection '%s', but %s".formatted(name, this.byName.keySet()));
		}
		return properties;
	}

}
