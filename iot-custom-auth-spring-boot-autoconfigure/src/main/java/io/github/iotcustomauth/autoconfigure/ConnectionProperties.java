package io.github.iotcustomauth.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

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
			binder.bind(KEY + "." + name, Bindable.ofInstance(properties), handler);
			if (properties.isEnabled()) {
				byName.put(name, properties);
			}
		}
		return new ConnectionProperties(byName, primary(byName));
	}

	private static void requireName(String name) {
		if (!name.matches("[A-Za-z0-9_-]+")) {
			throw new InvalidIotPropertyException(KEY, null, "'%s' cannot be the name of a connection".formatted(name),
					"Use letters, digits, hyphens and underscores below '%s'.".formatted(KEY));
		}
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
