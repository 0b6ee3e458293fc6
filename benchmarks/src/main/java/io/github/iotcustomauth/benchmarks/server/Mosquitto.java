package io.github.iotcustomauth.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The broker mosquitto as a process, with TLS on a free port of the loopback address.
 */
public final class Mosquitto implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofSeconds(10);

	private final Process process;

	private final int port;

	private Mosquitto(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start the broker.
	 * @param certificates its certificates
	 * @return the broker, or {@code null} if it is not installed
	 * @throws IOException if it does not start
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static @Nullable Mosquitto start(TestCertificates certificates) throws IOException, InterruptedException {
		Optional<Path> program = program();
		if (program.isEmpty()) {
			return null;
		}
		int port = freePort();
		Path directory = certificates.directory();
		Path configuration = directory.resolve("mosquitto.conf");
		Files.write(configuration, List.of("allow_anonymous true", "persistence false", "max_queued_messages 0",
				// no bound: the clients' receive maximum and the feeder's window are
				// what is measured
				"max_inflight_messages 0", "queue_qos0_messages true", "set_tcp_nodelay true", "log_dest stderr",
				"log_type error", "user " + System.getProperty("user.name"), "listener " + port + " 127.0.0.1",
				"certfile " + directory.resolve("server.pem"), "keyfile " + directory.resolve("server.key")));
		Process process = new ProcessBuilder(program.get().toString(), "-c", configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("mosquitto.log").toFile())
			.start();
		Mosquitto mosquitto = new Mosquitto(process, port);
		if (!mosquitto.awaitPort()) {
			mosquitto.close();
			throw new IllegalStateException(
					"mosquitto did not start: " + Files.readString(directory.resolve("mosquitto.log")));
		}
		return mosquitto;
	}

	private static Optional<Path> program() {
		// Debian has it where only the PATH of administrators looks
		return Stream
			.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
					Stream.of("/usr/sbin", "/usr/local/sbin"))
			.map((directory) -> Path.of(directory, "mosquitto"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * The version of the installed broker.
	 * @return its first line of help, or "not installed"
	 */
	public static String version() {
		try {
			Optional<Path> program = program();
			if (program.isEmpty()) {
				return "mosquitto not installed";
			}
			Process help = new ProcessBuilder(program.get().toString(), "-h").redirectErrorStream(true).start();
			String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return text.lines().findFirst().orElse("mosquitto");
		}
		catch (IOException ex) {
			return "mosquitto";
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean awaitPort() throws InterruptedException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (this.process.isAlive() && System.nanoTime() < end) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				return socket.isConnected();
			}
			catch (IOException ex) {
				TimeUnit.MILLISECONDS.sleep(20);
			}
		}
		return false;
	}

	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
