package io.github.iotcustomauth.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Process of mosquitto with a configuration of its own, to compare the endpoint with.
 */
final class MosquittoBroker implements AutoCloseable {

	/** Debian installs it for administrators, whose directories others do not search. */
	private static final Path DEBIAN = Path.of("/usr/sbin/mosquitto");

	private static final int ATTEMPTS = 5;

	private final Process process;

	private final int port;

	private MosquittoBroker(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static boolean isInstalled() {
		return Files.isExecutable(DEBIAN) || Programs.areOnPath("mosquitto");
	}

	/**
	 * Start a broker on a free port. Another process may take that port first, so there
	 * are several attempts.
	 */
	static MosquittoBroker start(Path directory) throws IOException {
		List<String> output = new ArrayList<>();
		for (int i = 0; i < ATTEMPTS; i++) {
			int port = freePort();
			Path configuration = directory.resolve("mosquitto-" + port + ".conf");
			Files.writeString(configuration, configuration(port));
			Process process = new ProcessBuilder(Files.isExecutable(DEBIAN) ? DEBIAN.toString() : "mosquitto", "-c",
					configuration.toString())
				.redirectErrorStream(true)
				.start();
			if (isRunning(process, output)) {
				return new MosquittoBroker(process, port);
			}
			process.destroyForcibly();
		}
		throw new IllegalStateException("mosquitto does not start: " + output);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	// The rules of AWS as far as mosquitto can keep them.
	private static String configuration(int port) {
		return """
				listener %d 127.0.0.1
				allow_anonymous true
				persistence false
				allow_duplicate_messages true
				max_inflight_messages 100
				max_queued_messages 0
				set_tcp_nodelay true
				connection_messages false
				log_dest stderr
				log_type error
				log_type warning
				log_type information
				""".formatted(port);
	}

	private static boolean isRunning(Process process, List<String> output) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			output.add(line);
			if (line.endsWith(" running")) {
				return true;
			}
		}
		return false;
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
