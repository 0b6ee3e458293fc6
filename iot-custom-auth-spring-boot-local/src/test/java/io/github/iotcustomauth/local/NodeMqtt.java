package io.github.iotcustomauth.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of {@code mqtt} from npm in one process of Node, and the packets that they send
 * and receive.
 */
final class NodeMqtt implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Map<String, BlockingQueue<Packet>> packets = new ConcurrentHashMap<>();

	private final Process node;

	private final Writer commands;

	private NodeMqtt(Process node) {
		this.node = node;
		this.commands = node.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "node-mqtt");
		reader.setDaemon(true);
		reader.start();
	}

	static NodeMqtt start(NodeSdk sdk) throws IOException {
		return new NodeMqtt(sdk.prepare("mqtt-client.js").redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	private void read() {
		try (BufferedReader reader = this.node.inputReader(StandardCharsets.UTF_8)) {
			reader.lines()
				.map((line) -> JSON.readValue(line, Packet.class))
				.forEach((packet) -> this.packets.get(packet.client()).add(packet));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void send(String command, String client, Map<String, ?> parameters) throws IOException {
		Map<String, Object> message = new HashMap<>(parameters);
		message.put("command", command);
		message.put("client", client);
		this.commands.write(JSON.writeValueAsString(message) + "\n");
		this.commands.flush();
	}

	/**
	 * Connect a client, and wait for its CONNACK.
	 * @param version 4 for MQTT 3.1.1, or 5
	 */
	Client connect(String url, int version, String clientId, boolean clean) throws Exception {
		Client client = new Client(clientId);
		this.packets.put(clientId, client.packets);
		send("connect", clientId, Map.of("url", url, "options", Map.of("protocolVersion", version, "clean", clean, "ca",
				TestEndpoint.CERTIFICATE.getRootCertificatePEM())));
		client.connectMillis = client.expect("sent connect").millis();
		client.expect("connack");
		return client;
	}

	@Override
	public void close() throws Exception {
		this.commands.close();
		if (!this.node.waitFor(10, TimeUnit.SECONDS)) {
			this.node.destroyForcibly();
		}
	}

	/**
	 * A packet, or the end of a connection.
	 *
	 * @param client the client id
	 * @param what the name of the packet, after {@code sent} when the client sent it, or
	 * {@code close}
	 * @param messageId the packet identifier, 0 without one
	 * @param dup the DUP flag
	 * @param text the payload, unless it is large
	 * @param millis when it was sent or received, in the time of the process
	 */
	record Packet(String client, String what, int messageId, boolean dup, String text, double millis) {
	}

	/**
	 * One of the clients.
	 */
	final class Client implements AutoCloseable {

		private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();

		private final String id;

		private double connectMillis;

		private Client(String id) {
			this.id = id;
		}

		/**
		 * Return when the client sent its CONNECT.
		 */
		double connectMillis() {
			return this.connectMillis;
		}

		/**
		 * Subscribe, and return what came before the SUBACK.
		 */
		List<Packet> subscribe(String filter, int qos) throws Exception {
			startSubscribe(filter, qos);
			return until("suback");
		}

		void startSubscribe(String filter, int qos) throws IOException {
			send("subscribe", this.id, Map.of("filter", filter, "qos", qos));
		}

		void publish(String topic, int qos, String payload, int times) throws IOException {
			send("publish", this.id, Map.of("topic", topic, "qos", qos, "payload", payload, "times", times));
		}

		void acknowledge(boolean active) throws IOException {
			send("acknowledge", this.id, Map.of("active", active));
		}

		Packet expect(String what) throws InterruptedException {
			List<Packet> passed = until(what);
			return passed.get(passed.size() - 1);
		}

		/**
		 * Wait for a packet, and return it after those that came since the last call.
		 */
		List<Packet> until(String what) throws InterruptedException {
			List<Packet> passed = new ArrayList<>();
			do {
				Packet next = this.packets.poll(10, TimeUnit.SECONDS);
				assertThat(next).as("packet after %s", passed).isNotNull();
				passed.add(next);
			}
			while (!passed.get(passed.size() - 1).what().equals(what));
			return passed;
		}

		@Override
		public void close() throws IOException {
			send("end", this.id, Map.of());
		}

	}

}
