package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.local.policy.PolicyDocument;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * Reads properties whose value is a text or the location of one.
 *
 * @param resourceLoader finds the locations
 */
record PropertyTexts(ResourceLoader resourceLoader) {

	String readPolicy(String key, String value) {
		String json = read(key, value, "JSON text", (text) -> text.replace("\uFEFF", "").stripLeading().startsWith("{"),
				this::lookedFor);
		LocalIotCoreConfigurationException.valid(key, "Correct the policy document.", () -> PolicyDocument.parse(json));
		return json;
	}

	// A policy is no secret, so its location may be shown.
	private String lookedFor(String location) {
		String place = "";
		try {
			Resource resource = this.resourceLoader.getResource(location);
			place = ": there is no " + resource.getDescription();
			Path file = resource.getFile().toPath().toAbsolutePath().normalize();
			return Files.exists(file) ? "" : ": there is no '" + file.getFileName() + "' in " + file.getParent();
		}
		catch (IOException | IllegalArgumentException | UnsupportedOperationException ex) {
			return place;
		}
	}

	String read(String key, String value, String kind, Predicate<String> isText) {
		// the value stays out of the message: it may be a key in a form of its own
		return read(key, value, kind, isText, (location) -> "");
	}

	private String read(String key, String value, String kind, Predicate<String> isText, UnaryOperator<String> detail) {
		if (isText.test(value)) {
			return value;
		}
		try {
			return this.resourceLoader.getResource(value).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new LocalIotCoreConfigurationException(key,
					"it is neither " + kind + " nor the location of a file or class path resource that can be read"
							+ detail.apply(value),
					"Correct the location, for instance 'classpath:name' or 'file:directory/name'.");
		}
	}

}
