package io.github.iotcustomauth.faults;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * An application in a process of its own, which reports line by line. A line that was
 * written stays written when the process is killed.
 */
final class ChildProcess implements AutoCloseable {

	private static final FileOutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

	private final Process process;

	private final Thread reader;

	private ChildProcess(Process process, Consumer<String> lines) {
		this.process = process;
		this.reader = new Thread(() -> read(lines), "child-process");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Start an application with the class path and the JVM of this process.
	 * @param application its main class
	 * @param first told about the numbers that it reports with {@code reportFirst}
	 * @param last told about the numbers that it reports with {@code reportLast}
	 * @param args its arguments
	 * @return the process
	 */
	static ChildProcess start(Class<?> application, IntConsumer first, IntConsumer last, String... args) {
		return start(application, (line) -> {
			if (line.startsWith("<")) {
				first.accept(Integer.parseInt(line.substring(1)));
			}
			else if (line.startsWith(">")) {
				last.accept(Integer.parseInt(line.substring(1)));
			}
		}, args);
	}

	/**
	 * Start an application with the class path and the JVM of this process.
	 * @param application its main class
	 * @param lines told about what it reports, and about what it logs
	 * @param args its arguments
	 * @return the process
	 */
	static ChildProcess start(Class<?> application, Consumer<String> lines, String... args) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
						application.getName()));
		command.addAll(List.of(args));
		try {
			return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start(),
					lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// called by the application
	static void reportFirst(int number) {
		report("<" + number);
	}

	// called by the application
	static void reportLast(int number) {
		report(">" + number);
	}

	// called by the application; one write a line, so that no line is torn
	static void report(String line) {
		try {
			OUTPUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(Consumer<String> lines) {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			output.lines().forEach(lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kill the process as {@code kill -9} does, and read what it had reported.
	 * @throws InterruptedException if interrupted
	 */
	void kill() throws InterruptedException {
		// through the handle: Process itself closes its streams, and what they still hold
		// is lost
		this.process.toHandle().destroyForcibly();
		awaitEnd();
	}

	/**
	 * Ask the process to end, and read what it had reported.
	 * @throws InterruptedException if interrupted
	 */
	void terminate() throws InterruptedException {
		this.process.toHandle().destroy();
		awaitEnd();
	}

	private void awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The process does not end");
		}
		this.reader.join(Bench.LIMIT.toMillis());
	}

	@Override
	public void close() {
		this.process.toHandle().destroyForcibly();
	}

}
