package io.github.iotcustomauth.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Fresh JVM with the class path of this one, whose program prints its figures.
 */
public final class ChildJvm {

	private static final String PREFIX = "FIGURE ";

	private static final int LAST_LINES = 12;

	private ChildJvm() {
	}

	/**
	 * Print a figure, in the program of a fresh JVM.
	 * @param name its name
	 * @param value its value
	 */
	public static void print(String name, double value) {
		// the log of the application goes to the same stream
		System.out.println("\n" + PREFIX + name + "=" + value);
	}

	/**
	 * Run a program with the Java of this JVM.
	 * @param program the class
	 * @param limit how long it may take
	 * @param arguments options of the JVM that start with a hyphen, and then arguments of
	 * the program
	 * @return the figures that it has printed
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static Printed run(Class<?> program, Duration limit, List<String> arguments)
			throws IOException, InterruptedException {
		return run(Path.of(System.getProperty("java.home")), program, limit, arguments);
	}

	/**
	 * Run a program.
	 * @param javaHome the directory of the Java to run it with
	 * @param program the class
	 * @param limit how long it may take
	 * @param arguments options of the JVM that start with {@code -X}, and then arguments
	 * of the program
	 * @return the figures that it has printed
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static Printed run(Path javaHome, Class<?> program, Duration limit, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
		arguments.stream().filter((argument) -> argument.startsWith("-X")).forEach(command::add);
		command.add(program.getName());
		arguments.stream().filter((argument) -> !argument.startsWith("-X")).forEach(command::add);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			Thread end = new Thread(() -> await(process, limit), "child-jvm-limit");
			end.setDaemon(true);
			end.start();
			return read(process, program);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void await(Process process, Duration limit) {
		try {
			process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// which also ends the reading of its output
		process.destroyForcibly();
	}

	private static Printed read(Process process, Class<?> program) throws IOException, InterruptedException {
		Map<String, Double> figures = new LinkedHashMap<>();
		Deque<String> last = new ArrayDeque<>();
		try (BufferedReader lines = process.inputReader()) {
			String line = lines.readLine();
			while (line != null) {
				if (line.startsWith(PREFIX)) {
					int equals = line.lastIndexOf('=');
					figures.put(line.substring(PREFIX.length(), equals),
							Double.parseDouble(line.substring(equals + 1)));
				}
				else if (!line.isBlank()) {
					last.add(line);
				}
				if (last.size() > LAST_LINES) {
					last.remove();
				}
				line = lines.readLine();
			}
		}
		int exit = process.waitFor();
		if (exit != 0 || figures.isEmpty()) {
			throw new IllegalStateException(
					program.getSimpleName() + " ended with " + exit + ": " + String.join(" / ", last));
		}
		return new Printed(figures);
	}

	/**
	 * Figures that a program has printed.
	 *
	 * @param figures the figures by name
	 */
	public record Printed(Map<String, Double> figures) {

		/**
		 * A figure.
		 * @param name its name
		 * @return its value
		 */
		public double get(String name) {
			Double value = this.figures.get(name);
			if (value == null) {
				throw new IllegalStateException("The program has not printed '" + name + "'");
			}
			return value;
		}

	}

}
