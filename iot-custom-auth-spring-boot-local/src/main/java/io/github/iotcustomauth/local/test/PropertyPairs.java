package io.github.iotcustomauth.local.test;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.util.Assert;

/**
 * Properties of the endpoint that are written as {@code key=value}.
 */
final class PropertyPairs {

	private PropertyPairs() {
	}

	static Map<String, String> parse(String... pairs) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (String pair : pairs) {
			int separator = pair.indexOf('=');
			// the text may have a password
			Assert.isTrue(separator > 0, "A property of the local endpoint is not of the form 'key=value'");
			properties.put(pair.substring(0, separator).trim(), pair.substring(separator + 1).trim());
		}
		return properties;
	}

}
