package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

import io.github.iotcustomauth.local.policy.PolicyDocument;

import org.springframework.core.io.ResourceLoader;

/**
 * Reads properties whose value is a text or the location of one.
 *
 * @param resourceLoader finds the locations
 */
record PropertyTexts(ResourceLoader resourceLoader) {

	String readPolicy(String key, String value) {
		String json = read(key, value, "JSON text", (text) -> text.stripLeading().startsWith("{"));
		LocalIotCoreConfigurationException.valid(key, "Correct the policy document.", () -> PolicyDocument.parse(json));
		return json;
	}

	String read(String key, String value, String kind, Predicate<String> isText) {
		if (isText.test(value)) {
			return value;
		}
		try {
			return this.resourceLoader.getResource(value).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException | IllegalArgumentException ex) {
			// the value stays out of the message: it may be a key in a form of its own
			throw new LocalIotCoreConfigurationException(key,
					"it is neither " + kind + " nor the location of a file or class path resource that can be read",
					"Correct the location, for instance 'classpath:name' or 'file:directory/name'.");
		}
	}

}
