package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.internal.protocol.AnswerCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket.SubAckReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.UnsubAckPacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Answers of AWS IoT Core that applications meet too rarely, as foreign clients see them:
 * AWS's own MQTT 5 client, and a client of mosquitto for MQTT 3.1.1.
 */
class UnkindnessIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@TempDir
	static Path directory;

	private static Faults faults() {
		return endpoint.core().faults();
	}

	private static CrtClient connect(String clientId) throws Exception {
		CrtClient client = start(clientId);
		client.awaitSuccess();
		return client;
	}

	private static CrtClient start(String clientId) {
		return CrtClient.overTls(endpoint.port(), clientId, (connect) -> {
		});
	}

	private static String payload(CrtClient client) throws Exception {
		return new String(client.awaitMessage().getPayload(), StandardCharsets.UTF_8);
	}

	static Stream<Integer> connAckCodes() {
		return AnswerCodes.CONNACK.codes().stream();
	}

	@ParameterizedTest
	@MethodSource("connAckCodes")
	void connectIsRefusedWithEachCode(int code) throws Exception {
		faults().refuseConnects(code);
		try (CrtClient client = start("refused-" + code)) {
			assertThat(client.awaitFailure().getConnAckPacket().getReasonCode().getValue()).isEqualTo(code);
		}
	}

	@Test
	void connAckTellsLowLimits() throws Exception {
		faults().connack(ConnackProperty.RECEIVE_MAXIMUM, 1);
		faults().connack(ConnackProperty.MAXIMUM_QOS, 0);
		faults().connack(ConnackProperty.RETAIN_AVAILABLE, 0);
		faults().connack(ConnackProperty.MAXIMUM_PACKET_SIZE, 200);
		faults().connack(ConnackProperty.TOPIC_ALIAS_MAXIMUM, 0);
		faults().connack(ConnackProperty.SERVER_KEEP_ALIVE, 7);
		faults().connack(ConnackProperty.SESSION_EXPIRY_INTERVAL, 9);
		try (CrtClient client = start("limited")) {
			ConnAckPacket connAck = client.awaitSuccess().getConnAckPacket();
			assertThat(connAck.getReceiveMaximum()).isEqualTo(1);
			assertThat(connAck.getMaximumQOS().getValue()).isZero();
			assertThat(connAck.getRetainAvailable()).isFalse();
			assertThat(connAck.getMaximumPacketSize()).isEqualTo(200);
			assertThat(connAck.getTopicAliasMaximum()).isZero();
			assertThat(connAck.getServerKeepAliveSeconds()).isEqualTo(7);
			assertThat(connAck.getSessionExpiryIntervalSeconds()).isEqualTo(9);
		}
	}

	@Test
	void clientWithReceiveMaximum1SendsOneMessageAtATime() throws Exception {
		faults().connack(ConnackProperty.RECEIVE_MAXIMUM, 1);
		faults().delayPuback(Duration.ofMillis(400));
		try (CrtClient client = connect("one-at-a-time")) {
			long start = System.nanoTime();
			CompletableFuture<Integer> first = client.startPublish("one-at-a-time", "x");
			CompletableFuture<Integer> second = client.startPublish("one-at-a-time", "y");
			assertThat(first.get(10, TimeUnit.SECONDS)).isZero();
			assertThat(second.get(10, TimeUnit.SECONDS)).isZero();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(790));
		}
	}

	@Test
	void connAckNeverComes() throws Exception {
		faults().neverConnack(true);
		try (CrtClient client = start("unanswered")) {
			await().until(() -> !endpoint.core().getConnectAttempts("unanswered").isEmpty());
			faults().reset();
			connect("answered").close();
			assertThat(client.isDecided()).isFalse();
		}
	}

	@Test
	void upgradeNeverComes() throws Exception {
		faults().neverUpgrade(true);
		try (CrtClient client = CrtClient.overWebSocket(endpoint.port(), "not-upgraded", "/mqtt", (connect) -> {
		})) {
			await().during(Duration.ofMillis(500)).until(() -> !client.isDecided());
			assertThat(endpoint.core().getConnectAttempts("not-upgraded")).isEmpty();
			// the client does not give up by itself
			endpoint.core().cutConnections();
		}
	}

	static Stream<Integer> disconnectCodes() {
		return AnswerCodes.DISCONNECT.codes().stream();
	}

	@ParameterizedTest
	@MethodSource("disconnectCodes")
	void clientIsDisconnectedWithEachCode(int code) throws Exception {
		try (CrtClient client = connect("disconnected-" + code)) {
			endpoint.core().disconnectClient("disconnected-" + code, code);
			assertThat(client.awaitDisconnection().getDisconnectPacket().getReasonCode().getValue()).isEqualTo(code);
		}
	}

	@Test
	void subscribeIsThrottled() throws Exception {
		faults().suback(0x97);
		try (CrtClient client = connect("throttled")) {
			assertThat(client.subscribe("throttled/1", "throttled/2").getReasonCodes())
				.containsExactly(SubAckReasonCode.QUOTA_EXCEEDED, SubAckReasonCode.QUOTA_EXCEEDED);
			client.publish("throttled/1", "lost");
			faults().suback();
			assertThat(client.subscribe("throttled/1").getReasonCodes())
				.containsExactly(SubAckReasonCode.GRANTED_QOS_1);
			client.publish("throttled/1", "heard");
			assertThat(payload(client)).isEqualTo("heard");
		}
	}

	@Test
	void throttledSubscribeOfMqtt3Gets0x80() throws Exception {
		assumeTrue(Programs.areOnPath("mosquitto_sub"), "mosquitto_sub is not on the PATH");
		faults().suback(0x97);
		Path authority = Files.writeString(directory.resolve("ca.pem"),
				TestEndpoint.CERTIFICATE.getRootCertificatePEM());
		Process client = new ProcessBuilder("mosquitto_sub", "-d", "-V", "311", "-h", "localhost", "-p",
				String.valueOf(endpoint.port()), "--cafile", authority.toString(), "--tls-alpn", "mqtt", "-i", "denied",
				"-t", "denied", "-W", "20")
			.start();
		Programs.Outcome outcome = Programs.await(client, Duration.ofSeconds(30));
		assertThat(outcome.output() + outcome.error()).contains("Subscribed (mid: 1): 128");
	}

	@Test
	void nextSubscribeOnlyIsRefused() throws Exception {
		faults().subackNext(0x97);
		try (CrtClient client = connect("refused-once")) {
			assertThat(client.subscribe("refused-once").getReasonCodes())
				.containsExactly(SubAckReasonCode.QUOTA_EXCEEDED);
			assertThat(client.subscribe("refused-once").getReasonCodes())
				.containsExactly(SubAckReasonCode.GRANTED_QOS_1);
		}
	}

	@Test
	void filtersOfASubscribeGetDifferentCodes() throws Exception {
		faults().suback(0x00, 0x97, 0x01, 0x80);
		try (CrtClient client = connect("mixed")) {
			assertThat(client.subscribe("mixed/0", "mixed/1", "mixed/2", "mixed/3", "mixed/4").getReasonCodes())
				.containsExactly(SubAckReasonCode.GRANTED_QOS_0, SubAckReasonCode.QUOTA_EXCEEDED,
						SubAckReasonCode.GRANTED_QOS_1, SubAckReasonCode.UNSPECIFIED_ERROR,
						SubAckReasonCode.UNSPECIFIED_ERROR);
			assertThat(endpoint.details(Type.SUBSCRIBED, "mixed")).containsExactly("mixed/0", "mixed/2");
		}
	}

	@Test
	void subAckNeverComes() throws Exception {
		faults().neverSuback(true);
		try (CrtClient client = connect("no-suback")) {
			CompletableFuture<SubAckPacket> subAck = client.startSubscribe("no-suback");
			assertThat(client.publish("no-suback", "x")).isZero();
			assertThat(payload(client)).isEqualTo("x");
			assertThat(subAck).isNotDone();
		}
	}

	@Test
	void unsubAckNeverComes() throws Exception {
		faults().neverUnsuback(true);
		try (CrtClient client = connect("no-unsuback")) {
			client.subscribe("no-unsuback");
			CompletableFuture<UnsubAckPacket> unsubAck = client.startUnsubscribe("no-unsuback");
			assertThat(client.publish("no-unsuback", "x")).isZero();
			assertThat(unsubAck).isNotDone();
			assertThat(endpoint.details(Type.UNSUBSCRIBED, "no-unsuback")).hasSize(1);
		}
	}

	static Stream<Integer> pubAckCodes() {
		return AnswerCodes.PUBACK.codes().stream();
	}

	@ParameterizedTest
	@MethodSource("pubAckCodes")
	void publishIsAnsweredWithEachCode(int code) throws Exception {
		faults().puback(code);
		try (CrtClient client = connect("puback-" + code)) {
			assertThat(client.publish("puback", "x")).isEqualTo(code);
		}
	}

	@Test
	void pubAckIsLate() throws Exception {
		faults().delayPuback(Duration.ofMillis(700));
		try (CrtClient client = connect("late-puback")) {
			client.subscribe("late-puback");
			long start = System.nanoTime();
			CompletableFuture<Integer> pubAck = client.startPublish("late-puback", "x");
			assertThat(payload(client)).isEqualTo("x");
			assertThat(pubAck.get(10, TimeUnit.SECONDS)).isZero();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(690));
		}
	}

	@Test
	void pubAckNeverComes() throws Exception {
		faults().neverPuback(true);
		try (CrtClient client = connect("no-puback")) {
			client.subscribe("no-puback");
			CompletableFuture<Integer> pubAck = client.startPublish("no-puback", "x");
			assertThat(payload(client)).isEqualTo("x");
			// comes later on the same connection
			client.subscribe("no-puback/2");
			assertThat(pubAck).isNotDone();
		}
	}

	@Test
	void unacknowledgedMessagesComeAgainOnTheLiveConnection() throws Exception {
		try (CrtClient client = connect("again")) {
			client.subscribe("again");
			client.stopAcknowledging();
			client.publish("again", "1");
			client.publish("again", "2");
			assertThat(List.of(payload(client), payload(client))).containsExactly("1", "2");
			faults().redeliver("again");
			assertThat(List.of(payload(client), payload(client))).containsExactly("1", "2");
		}
	}

}
