package io.github.iotcustomauth.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of the machine that tests start.
 */
final class Programs {

	private Programs() {
	}

	static boolean areOnPath(String... programs) {
		return Stream.of(programs).allMatch(Programs::isOnPath);
	}

	private static boolean isOnPath(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((entry) -> Files.isExecutable(Path.of(entry, program)));
	}

	/**
	 * Wait for the end of a program that says little.
	 */
	static Outcome await(Process process, Duration limit) throws Exception {
		if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			process.destroyForcibly();
			throw new IllegalStateException("The program did not end within " + limit);
		}
		return new Outcome(process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
	}

	private static String text(InputStream stream) throws IOException {
		return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * What a program left.
	 *
	 * @param exitCode its exit code
	 * @param output what it printed
	 * @param error what it complained about
	 */
	record Outcome(int exitCode, String output, String error) {
	}

}
