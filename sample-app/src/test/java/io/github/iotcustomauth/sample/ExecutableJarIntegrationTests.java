package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for the executable jar, started with {@code java -jar} and no option.
 * From JDK 24 on, the JVM prints a warning to the standard error stream when a library
 * calls a restricted method or {@code sun.misc.Unsafe}.
 */
class ExecutableJarIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void printsNoWarningWhenItConnectsOnce() throws Exception {
		try (TestEndpoint endpoint = new TestEndpoint();
				SampleProcess process = SampleProcess.startJar(jar(), this.directory, "--connect-once", "--endpoint",
						"localhost", "--port", String.valueOf(endpoint.port()), "--ca_file",
						endpoint.writeCaFile(this.directory).toString(), "--custom_auth_authorizer_name",
						TestEndpoint.USER_AUTHORIZER, "--custom_auth_username", TestEndpoint.USERNAME,
						"--custom_auth_password", TestEndpoint.PASSWORD)) {
			assertThat(process.waitForExit(Duration.ofMinutes(1))).isZero();
			assertThat(process.error()).isEmpty();
		}
	}

	@Test
	void printsNoWarningWhenItRunsWithTheLocalEndpoint() throws Exception {
		try (SampleProcess process = SampleProcess.startJar(jar(), this.directory, "--server.port=0",
				"--aws.iot.custom-auth.local.port=0")) {
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> process.output().contains("sample/kitchen/temperature: "));
			process.terminate();
			process.waitForExit(Duration.ofSeconds(20));
			assertThat(process.error()).isEmpty();
		}
	}

	private static Path jar() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			return files.filter((file) -> file.getFileName().toString().matches("sample-app-.*(?<!-sources)\\.jar"))
				.findFirst()
				.orElseThrow();
		}
	}

}
