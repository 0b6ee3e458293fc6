package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sample as a process of its own.
 */
final class SampleProcess implements AutoCloseable {

	private final Process process;

	private final Path output;

	private final Path error;

	private SampleProcess(Process process, Path output, Path error) {
		this.process = process;
		this.output = output;
		this.error = error;
	}

	/**
	 * Start the classes of the sample, with the option that the README asks for.
	 */
	static SampleProcess start(Path directory, String... args) throws IOException {
		return startClass(SampleApplication.class.getName(), System.getProperty("java.class.path"), directory, args);
	}

	/**
	 * Start another application, with the same option.
	 */
	static SampleProcess startClass(String mainClass, String classPath, Path directory, String... args)
			throws IOException {
		return start(directory, List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, mainClass), args);
	}

	/**
	 * Start an executable jar, without any option.
	 */
	static SampleProcess startJar(Path jar, Path directory, String... args) throws IOException {
		return start(directory, List.of("-jar", jar.toString()), args);
	}

	private static SampleProcess start(Path directory, List<String> application, String... args) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(application);
		command.addAll(List.of(args));
		Path output = directory.resolve("output");
		Path error = directory.resolve("error");
		return new SampleProcess(
				new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(error.toFile()).start(),
				output, error);
	}

	/**
	 * Ask the process to end, as a SIGTERM does.
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * End the process without asking, as a SIGKILL does.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		waitForExit(Duration.ofSeconds(10));
	}

	int waitForExit(Duration limit) throws InterruptedException {
		if (!this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new IllegalStateException("The sample did not end within " + limit);
		}
		return this.process.exitValue();
	}

	String output() throws IOException {
		return Files.readString(this.output);
	}

	String error() throws IOException {
		return Files.readString(this.error);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
