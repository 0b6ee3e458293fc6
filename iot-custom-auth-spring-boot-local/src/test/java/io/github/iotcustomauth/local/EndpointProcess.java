package io.github.iotcustomauth.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, and what it prints.
 */
final class EndpointProcess implements AutoCloseable {

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final List<String> seen = new ArrayList<>();

	private final Process process;

	private final Thread reader;

	private EndpointProcess(Process process) {
		this.process = process;
		this.reader = new Thread(this::read, "endpoint-process");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	static EndpointProcess start(Path directory, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(arguments);
		return new EndpointProcess(
				new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start());
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			reader.lines().forEach(this.lines::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// the process was ended
		}
	}

	/**
	 * Return the next line that starts as given.
	 */
	String expectLine(String start) throws InterruptedException {
		while (true) {
			String line = this.lines.poll(60, TimeUnit.SECONDS);
			if (line == null) {
				throw new AssertionError("No line '" + start + "...' in " + this.seen);
			}
			this.seen.add(line);
			if (line.startsWith(start)) {
				return line;
			}
		}
	}

	int waitForExit() throws InterruptedException {
		if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
			throw new AssertionError("The process did not end after " + this.seen);
		}
		return this.process.exitValue();
	}

	/**
	 * Wait for the end of the process, and return all lines of its standard output and
	 * standard error streams.
	 */
	List<String> waitForOutput() throws InterruptedException {
		waitForExit();
		this.reader.join(TimeUnit.SECONDS.toMillis(30));
		this.lines.drainTo(this.seen);
		return this.seen;
	}

	/**
	 * Ask the process to end.
	 */
	void terminate() {
		// Process itself would close its output, with what has not been read yet
		this.process.toHandle().destroy();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
