package io.github.iotcustomauth.internal.transport.crt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.standalone.TalkativeApplication;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.SecretForms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log of the real native library in the log of an application. Each test has a
 * process, since a process has one native log.
 */
class NativeLoggingIntegrationTests {

	private static final List<String> SECRETS = List.of("hunter-of-secrets", "parameter-of-the-user",
			"pass/word+of=the hunter", "token-of-the.hunter", "c2lnbmF0dXJlIG9mIHRoZSBodW50ZXI/+w==",
			"parameter of the hunter");

	@TempDir
	private Path directory;

	@Test
	void nothingIsThereUnlessItIsAskedFor() throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			String printed = connect(endpoint, "", "off", "transport: websocket");
			assertThat(printed).contains("Connected to localhost")
				.doesNotContain("[main] s.a.awssdk.crt", "iot-native-log");
		}
	}

	@Test
	void linesArriveInTheLoggersOfTheirSubjects() throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			String printed = connect(endpoint, "native-logging.level: debug", "debug", "transport: websocket");
			assertThat(printed).containsPattern("DEBUG .*awssdk\\.crt\\.mqtt5-general \\[.*client id set to \"debug\"")
				.doesNotContainPattern("TRACE .*awssdk\\.crt\\.[a-z0-9-]+ \\[");
			assertThat(remains()).isEmpty();
		}
	}

	@Test
	void noSecretIsInThemAtTheLowestLevel() throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			for (String way : List.of("credentials-in: connect", "credentials-in: query", "credentials-in: headers",
					"transport: tls")) {
				String name = way.replaceAll(".*: ", "");
				String printed = connect(endpoint, "native-logging.level: trace", name, way);
				assertThat(printed).containsPattern("TRACE .*awssdk\\.crt\\.socket").contains("Connected to localhost");
				assertThat(secretsIn(printed)).as(way).isEmpty();
				if (way.startsWith("credentials-in: query")) {
					assertThat(printed).contains("GET /mqtt?****** HTTP/1.1");
				}
				if (way.startsWith("credentials-in: headers")) {
					assertThat(printed).contains("Sending header: tok: ******");
				}
			}
		}
	}

	@Test
	void fileIsBoundedAndThereIsOneLevel() throws Exception {
		String printed = run(NativeLogProgram.class);
		assertThat(printed).contains("keeps the level DEBUG");
		assertThat(number(printed, "Largest size: (\\d+)")).isPositive()
			.isLessThan(NativeLogging.MAX_SIZE + 2 * NativeLogging.MAX_BACKLOG);
		assertThat(number(printed, "Last size: (\\d+)")).isLessThanOrEqualTo(NativeLogging.MAX_SIZE);
		assertThat(remains()).isEmpty();
	}

	@Test
	void nativeLogOfTheSystemPropertiesIsLeftAlone() throws Exception {
		Path file = this.directory.resolve("own.log");
		String printed = run(NativeLogProgram.class, "-Daws.crt.log.destination=File", "-Daws.crt.log.level=Info",
				"-Daws.crt.log.filename=" + file);
		assertThat(printed).contains("The native log is not passed on", "Last size: -1");
		assertThat(file).exists();
	}

	private String connect(LocalEndpoint endpoint, String property, String clientId, String way) throws Exception {
		Path folder = Files.createDirectories(this.directory.resolve(clientId));
		Files.writeString(this.directory.resolve("ca.pem"), endpoint.caPem());
		Files.writeString(folder.resolve("application.yaml"), """
				spring.ssl.bundle.pem.iot.truststore.certificate: file:%s
				aws.iot.custom-auth:
				  local.enabled: false
				  endpoint: localhost
				  port: %d
				  ssl.bundle: iot
				  client-id: %s
				  authorizer-name: Hunters
				  username: hunter-of-secrets?own=parameter-of-the-user
				  password: 'pass/word+of=the hunter'
				  token-key-name: tok
				  token-value: token-of-the.hunter
				  token-signature: c2lnbmF0dXJlIG9mIHRoZSBodW50ZXI/+w==
				  parameters.site: parameter of the hunter
				  %s
				  %s
				""".formatted(this.directory.resolve("ca.pem"), endpoint.port(), clientId, way, property));
		return run(TalkativeApplication.class, folder.toString());
	}

	private String run(Class<?> program, String... arguments) throws Exception {
		Path output = this.directory.resolve("output");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Djava.io.tmpdir=" + Files.createDirectories(this.directory.resolve("tmp"))));
		Stream.of(arguments).filter((argument) -> argument.startsWith("-")).forEach(command::add);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
		Stream.of(arguments).filter((argument) -> !argument.startsWith("-")).forEach(command::add);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return Files.readString(output);
	}

	private List<Path> remains() throws Exception {
		try (Stream<Path> files = Files.walk(this.directory.resolve("tmp"))) {
			return files.filter((file) -> file.toString().contains("native-log")).toList();
		}
	}

	private static long number(String text, String pattern) {
		Matcher matcher = Pattern.compile(pattern).matcher(text);
		assertThat(matcher.find()).as(text.substring(Math.max(0, text.length() - 2000))).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	private static List<String> secretsIn(String text) {
		return SECRETS.stream()
			.flatMap((secret) -> SecretForms.of(secret).values().stream())
			.filter(text::contains)
			.toList();
	}

}
