package io.github.iotcustomauth.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Process of a database server on a free port of 127.0.0.1.
 */
final class ServerProcess implements DatabaseServer {

	private static final int ATTEMPTS = 5;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ServerProgram program;

	private final Path directory;

	private final Path log;

	private final Thread deletion = new Thread(this::delete, "database-deletion");

	private final AtomicInteger databases = new AtomicInteger();

	private int port;

	private volatile @Nullable Process process;

	private ServerProcess(ServerProgram program, Path directory) {
		this.program = program;
		this.directory = directory;
		this.log = directory.resolve("log");
	}

	/**
	 * Start a new server. Another process may take its port first, so there are several
	 * attempts.
	 * @param program the program
	 * @param parent where to create the directory of the server
	 * @return the server
	 */
	static ServerProcess start(ServerProgram program, Path parent) {
		program.debianPackage().require();
		try {
			ServerProcess server = new ServerProcess(program, program.debianPackage().createDirectory(parent));
			Runtime.getRuntime().addShutdownHook(server.deletion);
			if (!server.ends(server.run(program.creation(server.directory)))) {
				throw new IllegalStateException("The database cannot be created: " + Files.readString(server.log));
			}
			for (int i = 0; i < ATTEMPTS; i++) {
				server.port = freePort();
				if (server.starts()) {
					return server;
				}
			}
			throw new IllegalStateException("The database does not start: " + Files.readString(server.log));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private Process run(List<String> command) {
		try {
			return new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean ends(Process command) {
		try {
			return command.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && command.exitValue() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			command.destroyForcibly();
		}
	}

	private boolean starts() {
		Process started = runInThread(this.program.server(this.directory, this.port));
		this.process = started;
		await().until(() -> !started.isAlive() || isReady());
		return started.isAlive();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
	}

	// the process ends with the thread that has started it
	private Process runInThread(List<String> command) {
		CompletableFuture<Process> started = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				Process running = run(command);
				started.complete(running);
				running.waitFor();
			}
			catch (Exception ex) {
				started.completeExceptionally(ex);
			}
		}, "database-server");
		thread.setDaemon(true);
		thread.start();
		return started.join();
	}

	private boolean isReady() {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(this.program.dataDirectoryQuery())) {
			row.next();
			return this.directory.resolve(ServerProgram.DATA).toString().equals(row.getString(1));
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(this.program.url(this.port, this.program.systemDatabase()));
	}

	@Override
	public TemporaryDatabase create() {
		String name = "test" + this.databases.incrementAndGet();
		execute(this.program.createStatement(name));
		return new TemporaryDatabase(this.program.kind(), this.program.url(this.port, name), (database) -> {
			if (this.process != null) {
				execute(this.program.dropStatement(name));
			}
		});
	}

	private void execute(String sql) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database server fails", ex);
		}
	}

	@Override
	public void start() {
		// what is left of an earlier run may need a moment
		await().until(this::starts);
	}

	@Override
	public void stop() {
		Process running = this.process;
		if (running != null) {
			ends(run(this.program.stop(this.directory, running.toHandle())));
			ends(running);
			this.process = null;
		}
	}

	@Override
	public void kill() {
		Process running = this.process;
		if (running != null) {
			List<ProcessHandle> all = Stream.concat(Stream.of(running.toHandle()), running.descendants()).toList();
			all.forEach(ProcessHandle::destroyForcibly);
			ends(running);
			this.process = null;
		}
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.deletion);
		delete();
	}

	private void delete() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
