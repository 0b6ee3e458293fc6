package io.github.iotcustomauth.sample;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests that follow {@code docs/getting-started.md}: with the class path of
 * this module instead of Maven's, and on request ({@code -Dgetting-started.jdks}) word
 * for word, with an empty Maven repository and each of the given JDKs.
 */
class GettingStartedIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@TempDir
	private Path directory;

	private final GettingStartedPage page;

	GettingStartedIntegrationTests() throws IOException {
		this.page = new GettingStartedPage();
	}

	@Test
	void pomHasDependenciesOfThisModuleInTheirVersions() {
		String pom = this.page.files().get("pom.xml");
		assertThat(pom).contains("<version>" + SpringBootVersion.getVersion() + "</version>",
				"<version>0.1.0-SNAPSHOT</version>");
		List<String> dependencies = Pattern.compile("<dependency>.*?<artifactId>(.*?)</artifactId>", Pattern.DOTALL)
			.matcher(pom)
			.results()
			.map((dependency) -> dependency.group(1))
			.toList();
		assertThat(dependencies).hasSize(3)
			.allSatisfy((dependency) -> assertThat(CompiledSource.classPath())
				.anyMatch((entry) -> entry.contains(dependency)));
	}

	@Test
	void applicationOfThePageSendsAndReceives() throws Exception {
		write(this.page.files());
		try (SampleProcess endpoint = SampleProcess.startJar(endpointJar(), directory("endpoint"), "--config",
				this.directory.resolve("authorizers.yml").toString(), "--aws.iot.custom-auth.local.port=0",
				"--aws.iot.custom-auth.local.ca-file=" + this.directory.resolve("local-iot-core-ca.pem"))) {
			String printed = Awaitility.await().atMost(LIMIT).until(() -> yaml(endpoint), (yaml) -> !yaml.isEmpty());
			assertThat(printed).as("as the page shows it, but for port and directory").isEqualTo(shown(printed));
			Path configuration = this.directory.resolve("src/main/resources/application.yaml");
			Files.writeString(configuration, printed + "\n" + Files.readString(configuration));
			try (SampleProcess application = SampleProcess.startClass("com.example.gateway.GatewayApplication",
					compile() + File.pathSeparator + configuration.getParent() + File.pathSeparator
							+ String.join(File.pathSeparator, CompiledSource.classPath()),
					directory("application"), "--server.port=0")) {
				String line = this.page.blocks("text").get(0).strip();
				Awaitility.await().atMost(LIMIT).until(() -> application.output().contains(line));
				Map<String, Object> health = JsonPath.read(health(application.output()), "$.components.iotCustomAuth");
				assertThat(health).containsEntry("status", "UP").extracting("details").asString().contains("CONNECTED");
				assertThat(application.error()).isEmpty();
			}
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "getting-started.jdks", matches = ".+")
	void scriptFollowsThePageWithAnEmptyMavenRepository() throws Exception {
		for (String jdk : System.getProperty("getting-started.jdks").split(",")) {
			ProcessBuilder builder = new ProcessBuilder(Path.of("..", ".ci", "getting-started").toString()).inheritIO();
			builder.environment().put("JAVA_HOME", jdk);
			Process script = builder.start();
			assertThat(script.waitFor(30, TimeUnit.MINUTES)).isTrue();
			assertThat(script.exitValue()).as(jdk).isZero();
		}
	}

	private void write(Map<String, String> files) throws IOException {
		for (Map.Entry<String, String> file : files.entrySet()) {
			Path path = this.directory.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			Files.writeString(path, file.getValue());
		}
	}

	private Path directory(String name) throws IOException {
		return Files.createDirectories(this.directory.resolve(name));
	}

	private static Path endpointJar() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("..", "iot-custom-auth-spring-boot-local", "target"))) {
			return files.filter((file) -> file.toString().endsWith("-app.jar")).findFirst().orElseThrow();
		}
	}

	private static String yaml(SampleProcess endpoint) throws IOException {
		String output = endpoint.output();
		int start = output.indexOf("aws.iot.custom-auth:");
		int end = output.indexOf(".pem\n", start);
		return (start != -1 && end != -1) ? output.substring(start, end + ".pem\n".length()) : "";
	}

	private String shown(String printed) {
		Matcher port = Pattern.compile("port: (\\d+)").matcher(printed);
		assertThat(port.find()).isTrue();
		return this.page.blocks("yaml")
			.get(1)
			.replace("port: 8883", port.group())
			.replace("/…/", this.directory.toAbsolutePath() + "/");
	}

	private Path compile() throws IOException {
		Path classes = directory("classes");
		CompiledSource.compile(this.directory.resolve("src/main/java"), classes);
		return classes;
	}

	private static String health(String output) throws Exception {
		Matcher port = Pattern.compile("Tomcat started on port (\\d+)").matcher(output);
		assertThat(port.find()).isTrue();
		URI uri = URI.create("http://localhost:%s/actuator/health".formatted(port.group(1)));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
