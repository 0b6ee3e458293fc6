package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/local-endpoint-facts.md says about the limits that slow clients down.
 */
class PaceFactsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint
		.start((settings) -> settings.enable(Limit.PUBLISH_RATE, Limit.QUEUED_DELIVERY, Limit.RETAINED_RATE));

	private static final String DISCARDED = "PUBLISH is discarded without an answer, too many messages within a"
			+ " second; see limits.publish-rate: false";

	private static final String DISCARDED_FOR_CLIENT = "a message for the client is discarded, since there are too"
			+ " many within a second; see limits.publish-rate: false";

	private static final Consumer<ConnectBuilder> PERSISTENT = (connect) -> connect.cleanSession(false);

	private final String name = "pace-" + UUID.randomUUID();

	private RawClient connect(int version, String role) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect(role + "-" + this.name);
		return client;
	}

	private static void publish(RawClient client, String topic, int qos, int from, int to) {
		for (int i = from; i <= to; i++) {
			client.publish(topic, qos, (qos > 0) ? i : 0, String.valueOf(i));
		}
	}

	private int denials(String role, String rule) {
		return (int) endpoint.details(Type.DENIED, role + "-" + this.name)
			.stream()
			.filter((detail) -> detail.contains(rule))
			.count();
	}

	// Return how many messages there may have been since then.
	private static int allowedSince(long start) {
		return 100 * (1 + (int) Duration.ofNanos(System.nanoTime() - start).toSeconds());
	}

	@ParameterizedTest
	@CsvSource({ "4,0", "4,1", "5,0", "5,1" })
	void messagesBeyond100WithinASecondAreDiscarded(int version, int qos) throws Exception {
		try (RawClient client = connect(version, "sender")) {
			long start = System.nanoTime();
			publish(client, this.name, qos, 1, 300);
			int answers = client.drain();
			int published = published();
			assertThat(published).isBetween(100, allowedSince(start));
			assertThat(answers).isEqualTo((qos > 0) ? published : 0);
			assertThat(denials("sender", DISCARDED)).isEqualTo(300 - published);
		}
	}

	private int published() {
		return (int) endpoint.core()
			.getMessages()
			.stream()
			.filter((message) -> message.topic().equals(this.name))
			.count();
	}

	@Test
	void discardedMessageMayBeSentAgainOnTheSameConnection() throws Exception {
		try (RawClient client = connect(5, "again")) {
			publish(client, this.name, 1, 1, 300);
			int answers = client.drain();
			assertThat(answers).isLessThan(300);
			await().untilAsserted(() -> {
				client.publish(this.name, 1, 300, "again");
				assertThat(client.drain()).isOne();
			});
		}
	}

	@Test
	void messagesForAClientBeyond100WithinASecondAreDiscarded() throws Exception {
		expectDiscarded(0);
	}

	@Test
	void messagesWithQos1ForAClientAreDiscardedToo() throws Exception {
		expectDiscarded(1);
	}

	private void expectDiscarded(int qos) throws Exception {
		try (RawClient receiver = connect(5, "receiver");
				RawClient first = connect(4, "first");
				RawClient second = connect(4, "second")) {
			receiver.subscribe(1, qos, this.name);
			expectDiscarded(System.nanoTime(), receiver, qos, first, second);
		}
	}

	private void expectDiscarded(long start, RawClient receiver, int qos, RawClient... senders) throws Exception {
		int received = 0;
		for (RawClient sender : senders) {
			int before = denials("receiver", DISCARDED_FOR_CLIENT);
			publish(sender, this.name, qos, 1, 90);
			sender.drain();
			int delivered = 90 - (denials("receiver", DISCARDED_FOR_CLIENT) - before);
			for (int i = 0; i < delivered; i++) {
				acknowledge(receiver, (MqttPublishMessage) receiver.next());
			}
			received += delivered;
		}
		assertThat(published()).isEqualTo(180);
		assertThat(received).isBetween(100, allowedSince(start));
		receiver.expectNothingButPong();
	}

	private static void acknowledge(RawClient receiver, MqttPublishMessage message) {
		if (message.variableHeader().packetId() > 0) {
			receiver.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void bytesBeyond512KiBWithinASecondAreDelayed(int version) throws Exception {
		try (RawClient client = connect(version, "large")) {
			long start = System.nanoTime();
			for (int i = 1; i <= 10; i++) {
				client.publish(this.name, 1, i, new byte[100 * 1024], false, MqttProperties.NO_PROPERTIES);
			}
			for (int i = 1; i <= 10; i++) {
				client.expectPubAck(i, 0);
			}
			// 512 KiB come at once, and what has been read by then
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
		}
	}

	@Test
	void bytesForAClientAreDelayedToo() throws Exception {
		try (RawClient receiver = connect(5, "receiver");
				RawClient first = connect(5, "first");
				RawClient second = connect(5, "second")) {
			receiver.subscribe(1, 0, this.name);
			long start = System.nanoTime();
			for (RawClient sender : new RawClient[] { first, second }) {
				for (int i = 1; i <= 5; i++) {
					sender.publish(this.name, 0, 0, new byte[100 * 1024], false, MqttProperties.NO_PROPERTIES);
				}
			}
			for (int i = 1; i <= 10; i++) {
				receiver.expectMessage(this.name);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
		}
	}

	@Test
	void messagesThatWaitedAreDeliveredAt10ASecond() throws Exception {
		absent(this.name);
		assertThat(timeOfComingBack()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
	}

	@Test
	void messagesThatWaitedForAGroupAreDeliveredAt20ASecond() throws Exception {
		absent("$share/group/" + this.name);
		assertThat(timeOfComingBack()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
	}

	// Let 6 messages wait for a client.
	private void absent(String filter) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("away-" + this.name, PERSISTENT);
			assertThat(client.subscribe(1, 1, filter)).containsExactly(1);
			client.disconnect();
			client.expectEnd();
		}
		try (RawClient publisher = connect(4, "publisher")) {
			publish(publisher, this.name, 1, 1, 6);
			assertThat(publisher.drain()).isEqualTo(6);
		}
	}

	// Return how long it takes until a client has got the messages that waited.
	private Duration timeOfComingBack() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			long start = System.nanoTime();
			client.connect("away-" + this.name, PERSISTENT);
			for (int i = 1; i <= 6; i++) {
				assertThat(client.expectMessage(this.name)).isEqualTo(String.valueOf(i));
			}
			return Duration.ofNanos(System.nanoTime() - start);
		}
	}

	@Test
	void secondRetainedMessageWithinASecondIsThrottled() throws Exception {
		try (RawClient client = connect(5, "retainer")) {
			retain(client, 1, 1);
			retain(client, 1, 2);
			client.expectPubAck(1, 0);
			client.expectPubAck(2, 0x97);
			assertThat(published()).isOne();
			await().untilAsserted(() -> {
				retain(client, 1, 3);
				client.expectPubAck(3, 0);
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,0", "4,1", "5,0" })
	void throttledRetainedMessageHasNoAnswerOtherwise(int version, int qos) throws Exception {
		try (RawClient client = connect(version, "retainer")) {
			retain(client, qos, 1);
			retain(client, qos, 2);
			assertThat(client.drain()).isEqualTo(qos);
			assertThat(published()).isOne();
			assertThat(denials("retainer", "PUBLISH is discarded without an answer, more than one retained message"
					+ " within a second for this topic; see limits.retained-rate: false"))
				.isOne();
		}
	}

	private void retain(RawClient client, int qos, int packetId) {
		client.publish(this.name, qos, (qos > 0) ? packetId : 0, new byte[] { 'x' }, true,
				MqttProperties.NO_PROPERTIES);
	}

}
