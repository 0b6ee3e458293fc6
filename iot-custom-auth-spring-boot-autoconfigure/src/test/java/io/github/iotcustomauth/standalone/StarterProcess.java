package io.github.iotcustomauth.standalone;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose class path is that of the starter, as a process of its own.
 */
final class StarterProcess implements AutoCloseable {

	static final Duration LIMIT = Duration.ofMinutes(1);

	// what the starter depends on, apart from the library itself and AWS's device SDK
	private static final Set<String> STARTER = Set.of("spring-boot", "spring-boot-autoconfigure", "spring-core",
			"spring-beans", "spring-context", "spring-aop", "spring-expression", "spring-messaging", "commons-logging",
			"micrometer-observation", "micrometer-commons", "jspecify", "snakeyaml", "jakarta.annotation-api",
			"logback-classic", "logback-core", "log4j-to-slf4j", "log4j-api", "jul-to-slf4j", "slf4j-api", "aws-crt");

	private static final Pattern JAR = Pattern.compile("([a-z0-9.-]+?)-\\d[\\w.-]*\\.jar");

	private final Process process;

	private final Path output;

	private StarterProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Start an application that connects to an endpoint.
	 * @param directory where to put its classes and output
	 * @param endpoint the endpoint
	 * @param application the class with its main method
	 * @param properties further properties, as arguments
	 * @return the process
	 */
	static StarterProcess start(Path directory, LocalEndpoint endpoint, Class<?> application, String... properties)
			throws IOException, URISyntaxException {
		return start(directory, endpoint, List.of(), application, properties);
	}

	static StarterProcess start(Path directory, LocalEndpoint endpoint, List<String> options, Class<?> application,
			String... properties) throws IOException, URISyntaxException {
		Path certificate = Files.writeString(directory.resolve("ca.pem"), endpoint.caPem());
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"--enable-native-access=ALL-UNNAMED"));
		command.addAll(options);
		command.addAll(List.of("-cp", classPath(directory, application), application.getName(),
				"--spring.ssl.bundle.pem.iot.truststore.certificate=file:" + certificate,
				"--aws.iot.custom-auth.ssl.bundle=iot", "--aws.iot.custom-auth.endpoint=localhost",
				"--aws.iot.custom-auth.port=" + endpoint.port(), "--aws.iot.custom-auth.username=alice",
				"--aws.iot.custom-auth.password=secret"));
		command.addAll(List.of(properties));
		Path output = directory.resolve("output");
		return new StarterProcess(
				new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
	}

	private static String classPath(Path directory, Class<?> application) throws IOException, URISyntaxException {
		String file = application.getName().replace('.', '/') + ".class";
		Path copy = directory.resolve("classes").resolve(file);
		Files.createDirectories(copy.getParent());
		try (InputStream original = application.getClassLoader().getResourceAsStream(file)) {
			Files.copy(original, copy);
		}
		List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((path) -> STARTER.contains(artifact(path)))
			.toList();
		assertThat(jars).extracting(StarterProcess::artifact).containsExactlyInAnyOrderElementsOf(STARTER);
		Path library = Path.of(IotConnection.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		return String.join(File.pathSeparator, directory.resolve("classes").toString(), library.toString(),
				String.join(File.pathSeparator, jars));
	}

	private static String artifact(String path) {
		Matcher jar = JAR.matcher(Path.of(path).getFileName().toString());
		return jar.matches() ? jar.group(1) : "";
	}

	void awaitOutput(String line) {
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(Files.readString(this.output).lines()).contains(line));
	}

	Matcher awaitOutput(Pattern line) {
		Matcher[] found = new Matcher[1];
		Awaitility.await().atMost(LIMIT).until(() -> {
			found[0] = line.matcher(Files.readString(this.output));
			return found[0].find();
		});
		return found[0];
	}

	/**
	 * Return whether the process still runs after some time.
	 */
	boolean stays(Duration time) throws InterruptedException {
		return !this.process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Ask the process to end, as a SIGTERM does.
	 */
	void terminate() {
		this.process.destroy();
	}

	int exitCode() throws InterruptedException {
		assertThat(this.process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("the process ends").isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
