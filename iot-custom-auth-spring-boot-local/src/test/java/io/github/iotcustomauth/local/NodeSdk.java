package io.github.iotcustomauth.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * AWS's SDKs for JavaScript and {@code mqtt} in a directory of its own, and the scripts
 * that use them. The directory is named after what is to be installed there, so that it
 * is filled once. The lock file names versions and their hashes, and no registry
 * ({@code --omit-lockfile-registry-resolved}).
 */
final class NodeSdk {

	private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

	private static final Duration RUN_LIMIT = Duration.ofMinutes(3);

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Path directory;

	private final String missing;

	private NodeSdk(Path directory, String missing) {
		this.directory = directory;
		this.missing = missing;
	}

	/**
	 * Install the SDKs if they are not there yet.
	 */
	static NodeSdk install() throws Exception {
		byte[] description = resource("package.json");
		byte[] lock = resource("package-lock.json");
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		digest.update(description);
		String name = String.format("%064x", new BigInteger(1, digest.digest(lock)));
		Path directory = Files.createDirectories(Path.of("target", "node", name.substring(0, 16)));
		if (!Programs.areOnPath("node", "npm")) {
			return new NodeSdk(directory, "node and npm are not on the PATH");
		}
		Path complete = directory.resolve("complete");
		if (!Files.exists(complete)) {
			Files.write(directory.resolve("package.json"), description);
			Files.write(directory.resolve("package-lock.json"), lock);
			if (!install(directory)) {
				// for instance where nothing but the registry is out of reach
				return new NodeSdk(directory,
						"node and npm are on the PATH, but npm cannot install the clients. It says why in "
								+ directory.resolve("npm.log").toAbsolutePath() + ": " + complaint(directory));
			}
			Files.createFile(complete);
		}
		return new NodeSdk(directory, null);
	}

	/**
	 * Return what is missing, or {@code null}.
	 */
	String missing() {
		return this.missing;
	}

	private static boolean install(Path directory) throws Exception {
		Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
				"--no-update-notifier", "--fetch-retries=1")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("npm.log").toFile())
			.start();
		if (!npm.waitFor(INSTALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
			npm.destroyForcibly();
			return false;
		}
		return npm.exitValue() == 0;
	}

	private static String complaint(Path directory) throws IOException {
		try (Stream<String> lines = Files.lines(directory.resolve("npm.log"))) {
			return lines.filter((line) -> line.startsWith("npm ")).limit(3).collect(Collectors.joining("; ", "", ""));
		}
	}

	private static byte[] resource(String name) throws IOException {
		try (InputStream resource = NodeSdk.class.getResourceAsStream("/node/" + name)) {
			assertThat(resource).as(name).isNotNull();
			return resource.readAllBytes();
		}
	}

	/**
	 * Make connection attempts, one after the other, and return what came of each by
	 * name.
	 */
	Map<String, Outcome> run(ApplicationEndpoint endpoint, List<Map<String, Object>> attempts) throws Exception {
		return run("client.js",
				Map.of("host", "localhost", "port", endpoint.port(), "caFile", endpoint.caFile().toString(), "attempts",
						attempts))
			.map((line) -> JSON.readValue(line, Outcome.class))
			.collect(Collectors.toMap(Outcome::name, Function.identity()));
	}

	/**
	 * Run a script, and return what it prints line by line.
	 */
	Stream<String> run(String script, Map<String, Object> input) throws Exception {
		Process node = prepare(script).start();
		try (OutputStream output = node.getOutputStream()) {
			output.write(JSON.writeValueAsBytes(input));
		}
		Programs.Outcome outcome = Programs.await(node, RUN_LIMIT);
		assertThat(outcome.exitCode()).as(outcome.error()).isZero();
		return outcome.output().lines();
	}

	/**
	 * Prepare a script that is told what to do while it runs.
	 */
	ProcessBuilder prepare(String script) throws IOException {
		Files.write(this.directory.resolve(script), resource(script));
		return new ProcessBuilder("node", script).directory(this.directory.toFile());
	}

	/**
	 * What came of an attempt.
	 *
	 * @param name its name
	 * @param connected whether there was a successful CONNACK
	 * @param reasonCode the code of the CONNACK, if the client got and shows one
	 * @param reasonString the reason string of the CONNACK
	 * @param error what the SDK says about the error
	 * @param subAck the code of the SUBACK
	 * @param pubAck the code of the PUBACK
	 * @param messages the payloads that were received
	 */
	record Outcome(String name, boolean connected, Integer reasonCode, String reasonString, String error,
			Integer subAck, Integer pubAck, List<String> messages) {
	}

}
