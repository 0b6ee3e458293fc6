package io.github.iotcustomauth.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.server.FastServer;
import io.github.iotcustomauth.benchmarks.server.Mosquitto;
import io.github.iotcustomauth.benchmarks.server.TestCertificates;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Servers of a run and their certificates.
 */
public final class Servers implements AutoCloseable {

	private static final String POLICY = """
			{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";

	private final Path directory;

	private final TestCertificates certificates;

	private final @Nullable Mosquitto mosquitto;

	private final String whyWithoutMosquitto;

	private final FastServer fastServer;

	private final StandaloneLocalIotCore endpoint;

	/**
	 * Start the servers.
	 * @throws Exception if a server of the harness does not start
	 */
	public Servers() throws Exception {
		this.directory = Files.createTempDirectory("iot-benchmarks-");
		this.certificates = TestCertificates.create(this.directory);
		Mosquitto broker = null;
		String why = "is not installed";
		try {
			broker = Mosquitto.start(this.certificates);
		}
		catch (IOException | IllegalStateException ex) {
			// the other sections do not need it
			why = "did not start: " + ex.getMessage();
		}
		this.mosquitto = broker;
		this.whyWithoutMosquitto = why;
		this.fastServer = new FastServer(this.certificates);
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("default-authorizer", "bench");
		properties.put("authorizers.bench.users." + Address.USER, Address.USER);
		properties.put("authorizers.bench.policy", POLICY);
		properties.put("lifecycle-events", "false");
		properties.put("limits.in-flight", "false");
		this.endpoint = StandaloneLocalIotCore.start(properties);
	}

	/**
	 * The broker.
	 * @return its address, or {@code null} if it is not installed
	 */
	@Nullable Address mosquitto() {
		return (this.mosquitto != null) ? Address.of(this.mosquitto.port(), this.certificates) : null;
	}

	String whyWithoutMosquitto() {
		return this.whyWithoutMosquitto;
	}

	FastServer fastServer() {
		return this.fastServer;
	}

	Address fastServerAddress() {
		return Address.of(this.fastServer.port(), this.certificates);
	}

	Address endpoint() {
		return new Address(this.endpoint.endpoint().getPort(), this.endpoint.endpoint().getCaCertificatePem(),
				this.certificates, "mqtt");
	}

	/**
	 * The temporary directory of the run.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	@Override
	public void close() throws IOException {
		if (this.mosquitto != null) {
			this.mosquitto.close();
		}
		this.fastServer.close();
		this.endpoint.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
