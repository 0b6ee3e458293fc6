package io.github.iotcustomauth.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * Database server of a run: a cluster of its own in a temporary directory, on a free port
 * of 127.0.0.1.
 */
public final class DatabaseProcess implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final DatabaseProgram program;

	private final Path directory;

	private final int port;

	private final Process process;

	private DatabaseProcess(DatabaseProgram program, Path directory, int port, Process process) {
		this.program = program;
		this.directory = directory;
		this.port = port;
		this.process = process;
		// also when the run is interrupted
		Runtime.getRuntime().addShutdownHook(new Thread(this::close, "database-end"));
	}

	public static boolean isInstalled(DatabaseProgram program) {
		return program.isInstalled();
	}

	/**
	 * Create and start a server.
	 * @param program its program, which is installed
	 * @return the server
	 * @throws IOException if the server cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static DatabaseProcess start(DatabaseProgram program) throws IOException, InterruptedException {
		Path directory = program.createDirectory();
		Path log = directory.resolve("log");
		Process creation = run(program.creation(directory), directory, log);
		if (!creation.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || creation.exitValue() != 0) {
			creation.destroyForcibly();
			throw new IllegalStateException(program.title() + " cannot be created: " + Files.readString(log));
		}
		int port = freePort();
		DatabaseProcess server = new DatabaseProcess(program, directory, port,
				run(program.server(directory, port), directory, log));
		if (!server.isReady()) {
			String reason = Files.readString(log);
			server.close();
			throw new IllegalStateException(program.title() + " does not start: " + reason);
		}
		return server;
	}

	private static Process run(List<String> command, Path directory, Path log) throws IOException {
		return new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws InterruptedException {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (this.process.isAlive() && System.nanoTime() < end) {
			try (Connection connection = DriverManager.getConnection(this.program.systemUrl(this.port))) {
				return connection.isValid(5);
			}
			catch (SQLException ex) {
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
		return false;
	}

	/**
	 * Create an empty database.
	 * @param name its name
	 * @return its JDBC URL, with the user
	 * @throws SQLException if it cannot be created
	 */
	public String create(String name) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.program.systemUrl(this.port));
				Statement statement = connection.createStatement()) {
			statement.execute(this.program.createStatement(name));
		}
		return this.program.url(this.port, name);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.descendants().forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly();
			}
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			// the directory is a temporary one
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
