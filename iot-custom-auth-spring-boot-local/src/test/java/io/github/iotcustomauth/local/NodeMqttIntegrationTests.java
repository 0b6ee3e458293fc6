package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code mqtt} from npm, the most common client for JavaScript, against the endpoint. It
 * knows nothing of AWS, and shows packets as they are on the wire, which AWS's clients do
 * not: packet identifiers, DUP, and when packets came.
 */
class NodeMqttIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@RegisterExtension
	static final TestEndpoint strict = TestEndpoint
		.start((settings) -> settings.enable(Limit.PUBLISH_RATE, Limit.QUEUED_DELIVERY));

	private static final String LARGE = "x".repeat(100 * 1024);

	private static NodeSdk sdk;

	private static NodeMqtt node;

	private final String name = "npm-" + UUID.randomUUID();

	@BeforeAll
	static void start() throws Exception {
		sdk = NodeSdk.install();
		if (sdk.missing() == null) {
			node = NodeMqtt.start(sdk);
		}
	}

	@AfterAll
	static void stop() throws Exception {
		if (node != null) {
			node.close();
		}
	}

	// here, because a class that is skipped as a whole says nothing in the report
	@BeforeEach
	void skipWithoutNode() {
		assumeTrue(sdk.missing() == null, sdk.missing());
	}

	private NodeMqtt.Client connect(TestEndpoint endpoint, int version, String role) throws Exception {
		return node.connect("mqtts://localhost:" + endpoint.port(), version, role + "-" + this.name, true);
	}

	private NodeMqtt.Client connectPersistent() throws Exception {
		return node.connect("mqtts://localhost:" + strict.port(), 4, "away-" + this.name, false);
	}

	@ParameterizedTest
	@CsvSource({ "mqtts,4", "mqtts,5", "wss,4", "wss,5" })
	void connectsPublishesAndReceives(String protocol, int version) throws Exception {
		try (NodeMqtt.Client client = node.connect(protocol + "://localhost:" + endpoint.port() + "/mqtt", version,
				this.name, true)) {
			client.subscribe(this.name, 1);
			client.publish(this.name, 1, "hello", 1);
			assertThat(client.expect("publish").text()).isEqualTo("hello");
		}
		assertThat(endpoint.details(Type.CONNECTED, this.name)).singleElement()
			.asString()
			.contains((version == 5) ? "MQTT 5" : "MQTT 3.1.1", protocol.equals("wss") ? "WebSocket" : "TLS");
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void messageWithoutPubAckComesAgainAfter30SecondsWithoutDup(int version) throws Exception {
		// 30 seconds take 100 ms
		try (TestEndpoint fast = TestEndpoint.start((settings) -> settings.timeScale(300));
				NodeMqtt.Client client = connect(fast, version, "again")) {
			client.subscribe(this.name, 1);
			client.acknowledge(false);
			client.publish(this.name, 1, "x", 1);
			NodeMqtt.Packet sent = client.expect("sent publish");
			NodeMqtt.Packet first = client.expect("publish");
			NodeMqtt.Packet second = client.expect("publish");
			assertThat(List.of(first, second)).extracting(NodeMqtt.Packet::text, NodeMqtt.Packet::dup)
				.containsExactly(tuple("x", false), tuple("x", false));
			assertThat(second.messageId()).isEqualTo(first.messageId());
			assertThat(second.millis() - sent.millis()).isGreaterThanOrEqualTo(100);
		}
	}

	@Test
	void messageThatComesAgainMayHaveAnotherPacketIdentifier() throws Exception {
		try (NodeMqtt.Client client = connect(endpoint, 5, "renumbered")) {
			client.subscribe(this.name, 1);
			client.acknowledge(false);
			client.publish(this.name, 1, "x", 1);
			NodeMqtt.Packet first = client.expect("publish");
			endpoint.core().faults().renumberRedelivered(true);
			endpoint.core().faults().redeliver("renumbered-" + this.name);
			NodeMqtt.Packet second = client.expect("publish");
			assertThat(second.text()).isEqualTo("x");
			assertThat(second.dup()).isFalse();
			assertThat(second.messageId()).isNotEqualTo(first.messageId());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void subscribeToAReservedTopicThatAwsDoesNotHaveEndsTheConnection(int version) throws Exception {
		try (NodeMqtt.Client client = connect(endpoint, version, "reserved")) {
			client.startSubscribe("$other/#", 1);
			assertThat(client.until("close")).extracting(NodeMqtt.Packet::what)
				.containsExactly("sent subscribe", "close");
		}
	}

	@Test
	void messagesForAClientBeyond100WithinASecondAreDiscarded() throws Exception {
		try (NodeMqtt.Client receiver = connect(strict, 5, "receiver");
				NodeMqtt.Client first = connect(strict, 4, "first");
				NodeMqtt.Client second = connect(strict, 5, "second")) {
			receiver.subscribe(this.name, 0);
			long start = System.nanoTime();
			first.publish(this.name, 0, "x", 90);
			second.publish(this.name, 0, "x", 90);
			await().until(() -> strict.core()
				.getMessages()
				.stream()
				.filter((message) -> message.topic().equals(this.name))
				.count() == 180);
			// what was delivered comes before the SUBACK
			int received = Math.toIntExact(receiver.subscribe(this.name + "/other", 0)
				.stream()
				.filter((packet) -> packet.what().equals("publish"))
				.count());
			assertThat(received).isBetween(100,
					100 * (1 + (int) Duration.ofNanos(System.nanoTime() - start).toSeconds()));
			assertThat(strict.details(Type.DENIED, "receiver-" + this.name)).hasSize(180 - received);
		}
	}

	@Test
	void bytesBeyond512KiBWithinASecondAreDelayed() throws Exception {
		try (NodeMqtt.Client client = connect(strict, 5, "large")) {
			client.publish(this.name, 1, LARGE, 10);
			double start = client.expect("sent publish").millis();
			// 512 KiB come at once, and what has been read by then
			assertThat(last(client, "puback", 10) - start).isGreaterThan(400);
		}
	}

	@Test
	void bytesForAClientAreDelayedToo() throws Exception {
		try (NodeMqtt.Client receiver = connect(strict, 5, "receiver");
				NodeMqtt.Client first = connect(strict, 5, "first");
				NodeMqtt.Client second = connect(strict, 5, "second")) {
			receiver.subscribe(this.name, 0);
			first.publish(this.name, 0, LARGE, 5);
			second.publish(this.name, 0, LARGE, 5);
			double start = first.expect("sent publish").millis();
			assertThat(last(receiver, "publish", 10) - start).isGreaterThan(500);
		}
	}

	@Test
	void messagesThatWaitedAreDeliveredAt10ASecond() throws Exception {
		assertThat(millisOfComingBack(this.name)).isGreaterThanOrEqualTo(500);
	}

	@Test
	void messagesThatWaitedForAGroupAreDeliveredAt20ASecond() throws Exception {
		assertThat(millisOfComingBack("$share/group/" + this.name)).isGreaterThanOrEqualTo(250);
	}

	// Return how long it takes until a client has got 6 messages that waited.
	private double millisOfComingBack(String filter) throws Exception {
		try (NodeMqtt.Client client = connectPersistent()) {
			client.subscribe(filter, 1);
			client.close();
			client.expect("close");
		}
		try (NodeMqtt.Client publisher = connect(strict, 4, "publisher")) {
			publisher.publish(this.name, 1, "x", 6);
			last(publisher, "puback", 6);
		}
		try (NodeMqtt.Client client = connectPersistent()) {
			return last(client, "publish", 6) - client.connectMillis();
		}
	}

	// Return when the last one of several packets came.
	private static double last(NodeMqtt.Client client, String what, int count) throws Exception {
		double millis = 0;
		for (int i = 0; i < count; i++) {
			millis = client.expect(what).millis();
		}
		return millis;
	}

}
