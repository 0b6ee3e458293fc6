package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients, and many messages.
 */
class LoadIntegrationTests {

	private static final int CLIENTS = 500;

	private static final int MESSAGES_EACH = 40;

	private static final int CONNECT_SECONDS = Figures.promised(10, 60);

	private static final int ABSENT = 20;

	private static final int FLOOD_SECONDS = Figures.promised(20, 2);

	private static final int WINDOW = 100;

	private static final int MAX_PACKET_ID = 65_535;

	private final ExecutorService threads = Executors.newFixedThreadPool(8);

	private final List<RawClient> clients = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.threads.shutdownNow();
		for (RawClient client : this.clients) {
			client.close();
		}
	}

	@Test
	void fiveHundredClientsExchangeTwentyThousandMessages() throws Exception {
		try (TestEndpoint endpoint = TestEndpoint.start()) {
			// the first connection loads the classes of both sides
			RawClient.tls(endpoint.port(), 5).close();
			long start = System.nanoTime();
			this.clients.addAll(forAll((number) -> connect(endpoint, number)));
			long connected = System.nanoTime();
			assertThat(endpoint.core().getConnectedClients()).hasSize(CLIENTS);
			forAll((number) -> this.clients.get(number).subscribe(1, 1, "load/" + number));
			Set<String> received = ConcurrentHashMap.newKeySet();
			long publishing = System.nanoTime();
			forAll(this::publish);
			forAll((number) -> receive(number, received));
			long done = System.nanoTime();
			Figures.print(CLIENTS + " clients connected, ms: " + Duration.ofNanos(connected - start).toMillis());
			Figures.print(CLIENTS * MESSAGES_EACH + " messages, ms: " + Duration.ofNanos(done - publishing).toMillis());
			assertThat(received).hasSize(CLIENTS * MESSAGES_EACH);
			assertThat(Duration.ofNanos(connected - start)).isLessThan(Duration.ofSeconds(CONNECT_SECONDS));
		}
	}

	@Test
	void endpointAnswersSoonInAFlood() throws Exception {
		try (TestEndpoint endpoint = TestEndpoint.start()) {
			for (int i = 0; i < ABSENT; i++) {
				leaveSession(endpoint, "absent-" + i);
			}
			RawClient flooder = connect(endpoint, 1);
			RawClient other = connect(endpoint, 2);
			this.clients.addAll(List.of(flooder, other));
			Future<Integer> flood = this.threads.submit(() -> flood(flooder));
			List<Long> answers = new ArrayList<>();
			for (int packetId = 1; !flood.isDone(); packetId = packetId % MAX_PACKET_ID + 1) {
				long start = System.nanoTime();
				other.publish("other", 1, packetId, "x");
				other.expectPubAck(packetId, 0);
				answers.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
			}
			Figures.print(flood.get() + " messages for " + ABSENT + " absent sessions in " + FLOOD_SECONDS
					+ " s, longest wait for a PUBACK meanwhile, ms: " + Collections.max(answers));
			assertThat(answers).allMatch((millis) -> millis < Figures.promised(500, 10_000));
		}
	}

	private static void leaveSession(TestEndpoint endpoint, String clientId) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, (connect) -> connect.cleanSession(false));
			client.subscribe(1, 1, "flood/#");
		}
	}

	private static int flood(RawClient flooder) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FLOOD_SECONDS);
		int messages = 0;
		byte[] payload = new byte[1000];
		while (System.nanoTime() - end < 0) {
			for (int i = 1; i <= WINDOW; i++) {
				flooder.publish("flood/t", 1, i, payload, false, MqttProperties.NO_PROPERTIES);
			}
			for (int i = 1; i <= WINDOW; i++) {
				flooder.expectPubAck(i, 0);
			}
			messages += WINDOW;
		}
		return messages;
	}

	private static RawClient connect(TestEndpoint endpoint, int number) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		assertThat(client.connect("load-" + number).variableHeader().connectReturnCode().byteValue()).isZero();
		return client;
	}

	private Void publish(int number) {
		for (int i = 0; i < MESSAGES_EACH; i++) {
			this.clients.get(number).publish("load/" + (number + 1) % CLIENTS, 1, i + 1, number + " " + i);
		}
		return null;
	}

	private Void receive(int number, Set<String> received) throws Exception {
		RawClient client = this.clients.get(number);
		// as many acknowledgements of its own messages
		for (int i = 0; i < 2 * MESSAGES_EACH; i++) {
			MqttMessage packet = client.next();
			if (packet instanceof MqttPublishMessage message) {
				received.add(number + " from " + message.payload().toString(StandardCharsets.UTF_8));
				client.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
			}
		}
		return null;
	}

	private <T> List<T> forAll(Step<T> step) throws Exception {
		List<Callable<T>> tasks = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			int number = i;
			tasks.add(() -> step.run(number));
		}
		List<T> results = new ArrayList<>();
		for (Future<T> result : this.threads.invokeAll(tasks, 2 * CONNECT_SECONDS, TimeUnit.SECONDS)) {
			results.add(result.get());
		}
		return results;
	}

	/**
	 * What one client does.
	 */
	private interface Step<T> {

		T run(int number) throws Exception;

	}

}
