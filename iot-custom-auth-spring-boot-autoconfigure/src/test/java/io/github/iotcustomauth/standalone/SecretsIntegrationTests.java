package io.github.iotcustomauth.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.internal.token.TestKeys;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.SecretForms;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No configured secret is in what an application prints, with all loggers at TRACE: as it
 * is, or encoded. The native library has a log of its own, which is off unless it is
 * asked for.
 */
class SecretsIntegrationTests {

	private static final String USERNAME = "hunter-of-secrets?own=parameter-of-the-user";

	private static final String PASSWORD = "pass/word+of=the hunter";

	private static final String TOKEN = "token-of-the.hunter";

	private static final String SIGNATURE = "c2lnbmF0dXJlIG9mIHRoZSBodW50ZXI/+w==";

	private static final String PARAMETER = "parameter of the hunter";

	private static final String KEY = TestKeys.pem(TestKeys.RSA.getPrivate()).split("\\R")[7];

	private static final List<String> SECRETS = List.of(USERNAME, PASSWORD, TOKEN, SIGNATURE, PARAMETER, KEY,
			"hunter-of-secrets", "parameter-of-the-user");

	@TempDir
	static Path directory;

	private static String printed = "";

	private static final Map<String, String> nativeLogs = new LinkedHashMap<>();

	@BeforeAll
	static void run() throws Exception {
		String pem = TestKeys.pem(TestKeys.RSA.getPrivate()).strip().replaceAll("\\R", "\n    ");
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			endpoint.accepting((attempt) -> !attempt.clientId().equals("refused"));
			Files.writeString(directory.resolve("ca.pem"), endpoint.caPem());
			Files.writeString(directory.resolve("password"), PASSWORD);
			for (String location : new String[] { "connect", "query", "headers" }) {
				configure(endpoint, location, "credentials-in: " + location, "password: '" + PASSWORD + "'",
						"token-signature: " + SIGNATURE);
				start(location);
			}
			configure(endpoint, "refused", "password-file: " + directory.resolve("password"),
					"token-signing.private-key: |-\n    " + pem);
			configure(endpoint, "invalid", "password: '" + PASSWORD + "'", "password-file: '" + PASSWORD + "'");
			configure(endpoint, "scalar", "parameters: " + PARAMETER);
			start("refused", "invalid", "scalar");
		}
	}

	private static void configure(LocalEndpoint endpoint, String clientId, String... lines) throws IOException {
		String yaml = """
				spring.ssl.bundle.pem.iot.truststore.certificate: file:%s
				aws.iot.custom-auth:
				  local.enabled: false
				  endpoint: localhost
				  port: %d
				  ssl.bundle: iot
				  client-id: %s
				  authorizer-name: Hunters
				  username: %s
				  token-key-name: tok
				  token-value: %s
				  parameters.site: %s
				  %s
				""".formatted(directory.resolve("ca.pem"), endpoint.port(), clientId, USERNAME, TOKEN, PARAMETER,
				String.join("\n  ", lines));
		Path folder = Files.createDirectories(directory.resolve(clientId));
		Files.writeString(folder.resolve("application.yaml"),
				clientId.equals("scalar") ? yaml.replace("  parameters.site: " + PARAMETER + "\n", "") : yaml);
	}

	private static void start(String... names) throws Exception {
		Path log = directory.resolve(names[0] + ".log");
		Path output = directory.resolve(names[0] + ".out");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Daws.crt.log.destination=File", "-Daws.crt.log.level=Trace", "-Daws.crt.log.filename=" + log,
						"-cp", System.getProperty("java.class.path"), TalkativeApplication.class.getName()));
		for (String name : names) {
			command.add(directory.resolve(name).toString());
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		printed += Files.readString(output, StandardCharsets.UTF_8);
		nativeLogs.put(names[0], Files.readString(log, StandardCharsets.ISO_8859_1));
	}

	@Test
	void printsNoSecretInAnyForm() {
		assertThat(printed).contains("TRACE")
			.contains("Connected to localhost")
			.contains("NOT_AUTHORIZED")
			.contains("Only one property can supply the password")
			.contains("The parameters are a map of names and values");
		assertThat(secretsIn(printed)).isEmpty();
	}

	@Test
	void nativeLogHasNoSecretOfTheConnectPacket() {
		assertThat(nativeLogs.get("connect")).contains("[TRACE]").contains("mqtt5");
		assertThat(secretsIn(nativeLogs.get("connect"))).isEmpty();
		assertThat(secretsIn(nativeLogs.get("refused"))).isEmpty();
		assertThat(nativeLogs).allSatisfy((name, log) -> assertThat(log).doesNotContain(PASSWORD, "hunter-of-secrets"));
	}

	@Test
	void nativeLogHasTheRequestLineAtDebugAndTheHeadersAtTrace() {
		assertThat(secretsIn(nativeLogs.get("query"))).isNotEmpty();
		assertThat(secretsIn(nativeLogs.get("headers"))).isNotEmpty();
		assertThat(nativeLogs.values()).allSatisfy((log) -> assertThat(log.lines().filter((line) -> !isDetail(line)))
			.allSatisfy((line) -> assertThat(secretsIn(line)).isEmpty()));
	}

	private static boolean isDetail(String line) {
		return line.startsWith("[TRACE]") || line.startsWith("[DEBUG]");
	}

	private static List<String> secretsIn(String text) {
		List<String> found = new ArrayList<>();
		SECRETS.forEach((secret) -> SecretForms.of(secret)
			.forEach((name, form) -> found.addAll(text.contains(form) ? List.of(secret + " " + name) : List.of())));
		return found;
	}

}
