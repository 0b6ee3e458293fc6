package io.github.iotcustomauth.local.autoconfigure;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata that the build makes of
 * {@link LocalIotCoreProperties}.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsThereAndDescribed() throws Exception {
		List<String> names = new ArrayList<>();
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").stringValue();
			names.add(name);
			assertThat(name).startsWith("aws.iot.custom-auth.local.");
			assertThat(property.has("description")).as(name).isTrue();
			assertThat(property.get("description").stringValue()).as(name)
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ");
		}
		assertThat(names).extracting((name) -> name.substring("aws.iot.custom-auth.local.".length()))
			.containsExactlyInAnyOrder("enabled", "address", "port", "ca-file", "default-authorizer", "authorizers",
					"certificates", "limits", "lifecycle-events", "time-scale");
	}

	@Test
	void everyKeyOfOneAuthorizerIsNamed() throws Exception {
		for (JsonNode property : metadata().get("properties")) {
			if (property.get("name").stringValue().endsWith(".authorizers")) {
				assertThat(property.get("description").stringValue()).contains("'status'", "'users'",
						"'token-key-name'", "'signing-keys'", "'signing-disabled'", "'policy'", "'disconnect-after'",
						"'refresh-after'", "'lambda.handler'", "'lambda.url'", "'lambda.timeout'",
						"'lambda.environment'");
			}
		}
	}

	@Test
	void everyKeyOfOneCertificateIsNamed() throws Exception {
		for (JsonNode property : metadata().get("properties")) {
			if (property.get("name").stringValue().endsWith(".certificates")) {
				assertThat(property.get("description").stringValue()).contains("'certificate'", "'policy'");
			}
		}
	}

	private static JsonNode metadata() throws Exception {
		// the classes of this module, not one of the others that have such a file
		Path classes = Path
			.of(LocalIotCoreProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (InputStream stream = Files
			.newInputStream(classes.resolve("META-INF/spring-configuration-metadata.json"))) {
			return JsonMapper.shared().readTree(stream);
		}
	}

}
