package io.github.iotcustomauth.local.test;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.Limit;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Switches the endpoint of a context on. Equal customizers share a context, and so an
 * endpoint.
 *
 * @param properties the properties of the endpoint, without their prefix
 */
record LocalIotCoreContextCustomizer(Map<String, String> properties) implements ContextCustomizer {

	private static final String PREFIX = "aws.iot.custom-auth.local.";

	LocalIotCoreContextCustomizer {
		properties = Map.copyOf(properties);
	}

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		Map<String, Object> source = new LinkedHashMap<>();
		source.put(PREFIX + "enabled", "true");
		source.put(PREFIX + "address", "");
		source.put(PREFIX + "port", "0");
		// the application's file may belong to an endpoint that runs
		source.put(PREFIX + "ca-file", "");
		this.properties.forEach((name, value) -> source.put(PREFIX + name, value));
		MutablePropertySources sources = context.getEnvironment().getPropertySources();
		sources.addFirst(new MapPropertySource("localIotCoreTest", source));
		Map<String, Object> defaults = new LinkedHashMap<>();
		Limit.PACES.forEach((limit) -> defaults.put(PREFIX + "limits." + limit.key(), "false"));
		sources.addLast(new MapPropertySource("localIotCoreTestDefaults", defaults));
	}

	/**
	 * Leaves the values out, which may be passwords.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreContextCustomizer" + this.properties.keySet();
	}

}
