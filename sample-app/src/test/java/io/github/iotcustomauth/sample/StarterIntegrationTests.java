package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Integration tests for the starter, which is a list of dependencies and nothing else.
 */
class StarterIntegrationTests {

	private static final String MARKER = "META-INF/maven/io.github.iotcustomauth/iot-custom-auth-spring-boot-starter/pom.xml";

	@Test
	void bringsNothingOfItsOwn() throws IOException {
		URL marker = getClass().getClassLoader().getResource(MARKER);
		assumeThat(marker).as("the starter is on the class path as a jar, not as a directory of an IDE").isNotNull();
		try (JarFile jar = ((JarURLConnection) marker.openConnection()).getJarFile()) {
			assertThat(jar.stream().filter((entry) -> !entry.isDirectory()).map(JarEntry::getName))
				.allMatch((name) -> Set.of(JarFile.MANIFEST_NAME, "META-INF/LICENSE", "META-INF/NOTICE").contains(name)
						|| name.startsWith("META-INF/maven/"));
		}
	}

	@Test
	void bringsTheLibraryAndItsClient() {
		assertThat(getClass().getClassLoader().getResource("io/github/iotcustomauth/IotConnection.class")).isNotNull();
		assertThat(getClass().getClassLoader().getResource("software/amazon/awssdk/crt/mqtt5/Mqtt5Client.class"))
			.isNotNull();
	}

}
