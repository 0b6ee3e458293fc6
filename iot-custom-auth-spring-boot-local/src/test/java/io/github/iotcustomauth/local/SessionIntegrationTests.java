package io.github.iotcustomauth.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Take-over, wills, resumed sessions, and the ways a connection ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static RawClient connect(int version, String clientId, Consumer<ConnectBuilder> customizer)
			throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect(clientId, customizer);
		return client;
	}

	private static RawClient connect(int version, String clientId) throws Exception {
		return connect(version, clientId, (connect) -> {
		});
	}

	private static RawClient subscribed(String clientId, String filter) throws Exception {
		RawClient client = connect(5, clientId);
		assertThat(client.subscribe(1, 1, filter)).containsExactly(1);
		return client;
	}

	private static MqttProperties number(int property, int value) {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(property, value));
		return properties;
	}

	private static void will(ConnectBuilder connect, String topic) {
		connect.willFlag(true)
			.willTopic(topic)
			.willMessage("gone".getBytes(StandardCharsets.UTF_8))
			.willQoS(MqttQoS.AT_LEAST_ONCE);
	}

	private static void awaitDisconnected(String clientId, String reason) {
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.DISCONNECTED, clientId)).last().asString().startsWith(reason));
	}

	@Test
	void unsubscribeRightAfterAMessageIsAnswered() throws Exception {
		try (RawClient client = connect(5, "hasty")) {
			for (int i = 0; i < 300; i++) {
				client.subscribe(1, 0, "hasty/+");
				client.publish("hasty/t", 0, 0, "x");
				client.expectMessage("hasty/t");
				// the broker may still be busy with the message
				client.send(MqttMessageBuilders.unsubscribe().messageId(2).addTopicFilter("hasty/+").build());
				assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.UNSUBACK);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "5,5", "5,4", "4,5", "4,4" })
	void newConnectionTakesOver(int oldVersion, int newVersion) throws Exception {
		String clientId = "twin-" + oldVersion + newVersion;
		try (RawClient first = connect(oldVersion, clientId); RawClient second = connect(newVersion, clientId)) {
			if (oldVersion == 5) {
				first.expectDisconnect(0x8E);
			}
			else {
				first.expectEnd();
			}
			second.expectNothingButPong();
			assertThat(endpoint.core().getConnectedClients()).contains(clientId);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, clientId)).first()
			.asString()
			.startsWith("DUPLICATE_CLIENTID"));
	}

	@Test
	void manyTakeOversAtOnceLeaveOneClient() throws Exception {
		try (RawClient a = RawClient.tls(endpoint.port(), 5);
				RawClient b = RawClient.tls(endpoint.port(), 5);
				RawClient c = RawClient.tls(endpoint.port(), 5)) {
			List<RawClient> clients = List.of(a, b, c);
			clients.forEach((client) -> client.sendConnect("crowd", (connect) -> {
			}));
			for (RawClient client : clients) {
				assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.CONNACK);
			}
			await().untilAsserted(() -> assertThat(
					clients.stream().filter((client) -> client.isOpen() && client.answersPing()).count())
				.isOne());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void sessionIsResumedWithWhatCameMeanwhile(int version) throws Exception {
		String clientId = "resume-" + UUID.randomUUID();
		String topic = "later/" + UUID.randomUUID();
		Consumer<ConnectBuilder> keep = (connect) -> {
			connect.cleanSession(false);
			if (version == 5) {
				connect.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
			}
		};
		RawClient first = RawClient.tls(endpoint.port(), version);
		assertThat(first.connect(clientId, keep).variableHeader().isSessionPresent()).isFalse();
		first.subscribe(1, 1, topic);
		first.close();
		awaitDisconnected(clientId, "CONNECTION_LOST");
		try (RawClient publisher = connect(5, "resume-publisher" + version)) {
			publisher.publish(topic, 1, 1, "meanwhile");
			publisher.expectPubAck(1, 0);
		}
		try (RawClient second = RawClient.tls(endpoint.port(), version)) {
			assertThat(second.connect(clientId, keep).variableHeader().isSessionPresent()).isTrue();
			assertThat(second.expectMessage(topic)).isEqualTo("meanwhile");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void unacknowledgedRetainedMessageComesAgainAfterReconnect(int version) throws Exception {
		String name = "retained-again-" + UUID.randomUUID();
		Consumer<ConnectBuilder> keep = (connect) -> {
			connect.cleanSession(false);
			if (version == 5) {
				connect.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
			}
		};
		try (RawClient first = connect(version, name, keep)) {
			first.publish(name, 1, 1, "kept".getBytes(StandardCharsets.UTF_8), true, MqttProperties.NO_PROPERTIES);
			first.expectPubAck(1, 0);
			first.sendSubscribe(2, 1, name);
			List<MqttMessage> answers = List.of(first.next(), first.next());
			assertThat(answers).anyMatch((answer) -> answer instanceof MqttPublishMessage);
		}
		try (RawClient second = connect(version, name, keep)) {
			assertThat(second.expectMessage(name)).isEqualTo("kept");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void retainedMessagesThatWaitComeAfterAnotherSubscription(int version) throws Exception {
		String name = "retained-waits-" + UUID.randomUUID();
		int windowSize = 100;
		int messages = windowSize + 10;
		try (RawClient first = connect(version, name, persistent(version))) {
			first.publish(name, 1, 1, "kept".getBytes(StandardCharsets.UTF_8), true, MqttProperties.NO_PROPERTIES);
			first.expectPubAck(1, 0);
			for (int i = 1; i <= messages; i++) {
				first.sendSubscribe(i, 1, name);
			}
			for (int i = 0; i < messages + windowSize; i++) {
				first.next();
			}
		}
		try (RawClient second = connect(version, name, persistent(version))) {
			List<MqttPublishMessage> received = new ArrayList<>();
			while (received.size() < windowSize) {
				received.add((MqttPublishMessage) second.next());
			}
			assertThat(second.subscribe(1, 1, "another/" + name)).containsExactly(1);
			received.forEach((message) -> second
				.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build()));
			for (int i = windowSize; i < messages; i++) {
				assertThat(second.expectMessage(name)).isEqualTo("kept");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void subscriptionsOfEarlierConnectionsCount(int version) throws Exception {
		String name = "counted-" + UUID.randomUUID();
		try (RawClient first = connect(version, name, persistent(version))) {
			for (int i = 1; i <= 50; i++) {
				assertThat(first.subscribe(i, 1, "counted/" + i)).containsExactly(1);
			}
		}
		try (RawClient second = connect(version, name, persistent(version))) {
			assertThat(second.subscribe(1, 1, "counted/51", "counted/1")).containsExactly((version == 5) ? 0x97 : 0x80,
					1);
			second.disconnect();
			second.expectEnd();
		}
		try (RawClient fresh = connect(version, name)) {
			assertThat(fresh.subscribe(1, 1, "counted/51")).containsExactly(1);
		}
	}

	@Test
	void unsubscribedEventNamesWhatWasSubscribed() throws Exception {
		String events = "$aws/events/subscriptions/unsubscribed/leaver";
		try (RawClient watcher = subscribed("watch-leaver", events)) {
			try (RawClient first = connect(5, "leaver", persistent(5))) {
				assertThat(first.subscribe(1, 1, "left/a", "left/b")).containsExactly(1, 1);
				unsubscribe(first, 2, "left/c");
				unsubscribe(first, 3, "left/c", "left/a");
				assertThat(watcher.expectMessage(events)).contains("\"topics\":[\"left/a\"]");
			}
			try (RawClient second = connect(5, "leaver", persistent(5))) {
				unsubscribe(second, 1, "left/b");
				assertThat(watcher.expectMessage(events)).contains("\"topics\":[\"left/b\"]");
			}
		}
	}

	private static void unsubscribe(RawClient client, int packetId, String... filters) throws Exception {
		MqttMessageBuilders.UnsubscribeBuilder unsubscribe = MqttMessageBuilders.unsubscribe().messageId(packetId);
		for (String filter : filters) {
			unsubscribe.addTopicFilter(filter);
		}
		client.send(unsubscribe.build());
		assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.UNSUBACK);
	}

	private static Consumer<ConnectBuilder> persistent(int version) {
		return (connect) -> {
			connect.cleanSession(false);
			if (version == 5) {
				connect.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
			}
		};
	}

	@Test
	void disconnectMayEndThePersistentSession() throws Exception {
		Consumer<ConnectBuilder> keep = (connect) -> connect.cleanSession(false)
			.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		String clientId = "shorten-" + UUID.randomUUID();
		try (RawClient client = connect(5, clientId, keep)) {
			client.send(MqttMessageBuilders.disconnect()
				.reasonCode((byte) 0)
				.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 0))
				.build());
			client.expectEnd();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect(clientId, keep).variableHeader().isSessionPresent()).isFalse();
		}
	}

	@Test
	void disconnectMustNotMakeASessionPersistent() throws Exception {
		try (RawClient client = connect(5, "prolong")) {
			client.send(MqttMessageBuilders.disconnect()
				.reasonCode((byte) 0)
				.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 60))
				.build());
			client.expectDisconnect(0x82);
		}
	}

	@Test
	void unacknowledgedMessageComesAgainAfterReconnect() throws Exception {
		Consumer<ConnectBuilder> keep = (connect) -> connect.cleanSession(false)
			.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		String name = "again-" + UUID.randomUUID();
		try (RawClient first = connect(5, name, keep); RawClient publisher = connect(5, "again-publisher")) {
			first.subscribe(1, 1, name);
			publisher.publish(name, 1, 2, "x");
			publisher.expectPubAck(2, 0);
			assertThat(first.expectMessage(name)).isEqualTo("x");
		}
		try (RawClient second = connect(5, name, keep)) {
			MqttPublishMessage message = (MqttPublishMessage) second.next();
			assertThat(message.variableHeader().topicName()).isEqualTo(name);
			second.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
			second.disconnect();
			second.expectEnd();
		}
		try (RawClient third = connect(5, name, keep)) {
			third.expectNothingFromBroker();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void willIsSentOnAbruptEnd(int version) throws Exception {
		try (RawClient watcher = subscribed("watch-abrupt" + version, "will/abrupt" + version)) {
			RawClient client = connect(version, "abrupt" + version, (connect) -> {
				will(connect, "will/abrupt" + version);
				if (version == 5) {
					MqttProperties properties = new MqttProperties();
					properties.add(new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, "text/plain"));
					UserProperties user = new UserProperties();
					user.add("key", "value");
					properties.add(user);
					connect.willProperties(properties);
				}
			});
			client.close();
			MqttPublishMessage will = (MqttPublishMessage) watcher.next();
			assertThat(will.variableHeader().topicName()).isEqualTo("will/abrupt" + version);
			assertThat(will.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
			assertThat(will.payload().toString(StandardCharsets.UTF_8)).isEqualTo("gone");
			assertThat(will.variableHeader().properties().listAll()).hasSize((version == 5) ? 2 : 0);
		}
	}

	@Test
	void willIsSentOnTakeOver() throws Exception {
		try (RawClient watcher = subscribed("watch-taken", "will/taken");
				RawClient first = connect(5, "taken", (connect) -> will(connect, "will/taken"));
				RawClient second = connect(5, "taken")) {
			assertThat(watcher.expectMessage("will/taken")).isEqualTo("gone");
			second.expectNothingButPong();
		}
	}

	@Test
	void willOnAReservedTopicIsHeardByNobody() throws Exception {
		String forged = "$aws/things/t/shadow/update";
		try (RawClient watcher = subscribed("watch-forged", forged)) {
			assertThat(watcher.subscribe(2, 1, "will/honest")).containsExactly(1);
			connect(5, "forger", (connect) -> {
				will(connect, forged);
				connect.willRetain(true);
			}).close();
			awaitDisconnected("forger", "CONNECTION_LOST");
			connect(5, "honest", (connect) -> will(connect, "will/honest")).close();
			assertThat(watcher.expectMessage("will/honest")).isEqualTo("gone");
		}
		try (RawClient late = subscribed("watch-retained", forged)) {
			late.expectNothingFromBroker();
		}
	}

	@Test
	void willIsNotSentAfterDisconnect() throws Exception {
		try (RawClient watcher = subscribed("watch-polite", "will/polite");
				RawClient client = connect(5, "polite", (connect) -> will(connect, "will/polite"))) {
			client.disconnect();
			client.expectEnd();
			await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "polite"))
				.containsExactly("CLIENT_INITIATED_DISCONNECT: the client sent DISCONNECT 0x00"));
			watcher.expectNothingFromBroker();
		}
	}

	@Test
	void willIsNotSentAfterCloseFrame() throws Exception {
		try (RawClient watcher = subscribed("watch-closed", "will/closed");
				RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.connect("closed", (connect) -> will(connect, "will/closed"));
			client.send(new CloseWebSocketFrame(1001, ""));
			client.expectCloseFrameAndEnd(2);
			await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "closed"))
				.containsExactly("CLIENT_INITIATED_DISCONNECT: the client sent a close frame"));
			watcher.expectNothingFromBroker();
		}
	}

	@Test
	void closeFrameWithoutAStatusIsAnsweredByOne() throws Exception {
		try (RawClient early = RawClient.webSocket(endpoint.port(), 5);
				RawClient client = RawClient.webSocket(endpoint.port(), 4)) {
			early.send(new CloseWebSocketFrame());
			early.expectEmptyCloseFrameAndEnd();
			client.connect("closed-without-status");
			client.send(new CloseWebSocketFrame());
			client.expectEmptyCloseFrameAndEnd();
		}
	}

	@Test
	void textFrameIsAnErrorOfTheClient() throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.connect("texting");
			client.send(new TextWebSocketFrame("hello"));
			client.expectDisconnect(0x81);
		}
		awaitDisconnected("texting", "CLIENT_ERROR: 0x81");
	}

	@Test
	void willIsSentAfterDisconnectThatAsksForIt() throws Exception {
		try (RawClient watcher = subscribed("watch-asked", "will/asked");
				RawClient client = connect(5, "asked", (connect) -> will(connect, "will/asked"))) {
			client.send(MqttMessageBuilders.disconnect().reasonCode((byte) 4).build());
			assertThat(watcher.expectMessage("will/asked")).isEqualTo("gone");
		}
		awaitDisconnected("asked", "CLIENT_ERROR: the client sent DISCONNECT 0x04");
	}

	private static Consumer<ConnectBuilder> delayedWill(String topic, boolean cleanStart, int delay) {
		return (connect) -> {
			will(connect, topic);
			connect.cleanSession(cleanStart);
			connect.willQoS(MqttQoS.AT_MOST_ONCE);
			connect.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 60));
			connect.willProperties(number(MqttProperties.WILL_DELAY_INTERVAL, delay));
		};
	}

	@Test
	void delayedWillWaits() throws Exception {
		try (RawClient watcher = subscribed("watch-delayed", "will/delayed")) {
			RawClient client = connect(5, "delayed", delayedWill("will/delayed", false, 1));
			long start = System.nanoTime();
			client.close();
			awaitDisconnected("delayed", "CONNECTION_LOST");
			assertThat(watcher.expectMessage("will/delayed")).isEqualTo("gone");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}
	}

	@Test
	void delayedWillIsVoidWhenTheClientComesBack() throws Exception {
		try (RawClient watcher = subscribed("watch-void", "will/void")) {
			connect(5, "void", delayedWill("will/void", false, 60)).close();
			awaitDisconnected("void", "CONNECTION_LOST");
			connect(5, "void", (connect) -> connect.cleanSession(false)).close();
			// this would send the will if it were still there
			try (RawClient clean = connect(5, "void")) {
				clean.expectNothingButPong();
				watcher.expectNothingFromBroker();
			}
		}
	}

	@Test
	void delayedWillIsSentWhenTheSessionEndsWithACleanStart() throws Exception {
		try (RawClient watcher = subscribed("watch-clean", "will/clean")) {
			connect(5, "clean", delayedWill("will/clean", false, 60)).close();
			awaitDisconnected("clean", "CONNECTION_LOST");
			try (RawClient back = connect(5, "clean")) {
				assertThat(watcher.expectMessage("will/clean")).isEqualTo("gone");
				back.expectNothingButPong();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void connectionEndsWhenTheGrantedTimeIsOver(int version) throws Exception {
		AtomicLong granted = new AtomicLong();
		endpoint.setAuthorizer((attempt) -> {
			granted.set(System.nanoTime());
			return endpoint.grantedFor(Duration.ofMillis(200));
		});
		try (RawClient client = connect(version, "expiring" + version)) {
			client.expectEndAtLast();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - granted.get())).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		awaitDisconnected("expiring" + version, "CUSTOMAUTH_TTL_EXPIRATION");
	}

	@Test
	void mqtt5ClientIsToldThatItsTimeIsOver() throws Exception {
		endpoint.setAuthorizer((attempt) -> endpoint.grantedFor(Duration.ofMillis(200)));
		try (RawClient client = connect(5, "told-of-its-end")) {
			client.expectDisconnect(0x98);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void clientCanBeDisconnected(int version) throws Exception {
		try (RawClient client = connect(version, "kicked" + version)) {
			endpoint.core().disconnectClient("kicked" + version, 0x97);
			endpoint.core().disconnectClient("nobody", 0x97);
			if (version == 5) {
				client.expectDisconnect(0x97);
			}
			else {
				client.expectEnd();
			}
		}
		awaitDisconnected("kicked" + version, "SERVER_INITIATED_DISCONNECT");
	}

	@Test
	void connectionsCanBeCutWithoutAWord() throws Exception {
		try (RawClient tls = connect(5, "cut-tls"); RawClient webSocket = RawClient.webSocket(endpoint.port(), 5)) {
			webSocket.connect("cut-websocket");
			endpoint.core().cutConnections();
			tls.expectEnd();
			webSocket.expectEnd();
		}
		awaitDisconnected("cut-tls", "CONNECTION_LOST");
		awaitDisconnected("cut-websocket", "CONNECTION_LOST");
		assertThat(endpoint.core().getConnectedClients()).doesNotContain("cut-tls", "cut-websocket");
	}

	@Test
	void slowReaderDoesNotStopOthers() throws Exception {
		try (RawClient slow = subscribed("slow", "flood"); RawClient publisher = connect(5, "flooder")) {
			slow.setReading(false);
			byte[] payload = new byte[100_000];
			for (int i = 0; i < 300; i++) {
				publisher.publish("flood", 1, i % 50 + 1, payload, false, MqttProperties.NO_PROPERTIES);
				publisher.expectPubAck(i % 50 + 1, 0);
			}
			slow.setReading(true);
			MqttMessage first = slow.next();
			assertThat(first.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBLISH);
			publisher.expectNothingButPong();
		}
	}

	@Test
	void fullQueueOfAnOfflineSessionLosesNothingOfOthers(CapturedOutput output) throws Exception {
		String clientId = "hoarder-" + UUID.randomUUID();
		Consumer<ConnectBuilder> keep = (connect) -> connect.cleanSession(false)
			.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		String topic = "hoard/" + UUID.randomUUID();
		try (RawClient hoarder = connect(5, clientId, keep)) {
			hoarder.subscribe(1, 1, topic);
		}
		awaitDisconnected(clientId, "CONNECTION_LOST");
		int messages = 600;
		try (RawClient publisher = connect(5, "hoard-publisher"); RawClient other = subscribed("hoard-other", "o/t")) {
			for (int i = 1; i <= messages; i++) {
				byte[] payload = ByteBuffer.allocate(128 * 1024).putInt(i).array();
				publisher.publish(topic, 1, i, payload, false, MqttProperties.NO_PROPERTIES);
				publisher.expectPubAck(i, 0);
			}
			publisher.publish("o/t", 1, 1000, "not lost");
			publisher.expectPubAck(1000, 0);
			assertThat(other.expectMessage("o/t")).isEqualTo("not lost");
		}
		assertThat(output).contains("new ones are dropped");
		try (RawClient hoarder = connect(5, clientId, keep)) {
			for (int i = 1; i <= 200; i++) {
				MqttPublishMessage message = (MqttPublishMessage) hoarder.next();
				assertThat(message.payload().getInt(0)).isEqualTo(i);
				hoarder.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
			}
		}
	}

}
