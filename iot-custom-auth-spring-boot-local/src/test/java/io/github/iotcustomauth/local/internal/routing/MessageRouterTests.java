package io.github.iotcustomauth.local.internal.routing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageRouter}, in the time of an embedded event loop.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageRouterTests {

	private static final long HOUR = 3600;

	private final EmbeddedChannel time = new EmbeddedChannel();

	private final RecordingOutlet outlet = new RecordingOutlet();

	private MessageRouter router;

	private long nanos;

	@BeforeEach
	void freeze() {
		this.time.freezeTime();
		this.router = router(new RoutingSettings(false, Duration.ZERO));
	}

	private MessageRouter router(RoutingSettings settings) {
		return router(settings, 1 << 20);
	}

	private MessageRouter router(RoutingSettings settings, long maxBytes) {
		return new MessageRouter(
				new RoutingContext(this.time.eventLoop(), () -> this.nanos, new QueueMemory(maxBytes), settings), 3);
	}

	private void pass(long millis) {
		this.nanos += TimeUnit.MILLISECONDS.toNanos(millis);
		this.time.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.time.runScheduledPendingTasks();
	}

	private RoutingSession connect(String key, RecordingOutlet outlet) {
		RoutingSession session = this.router.open(key, false).session();
		session.attach(outlet, 100);
		return session;
	}

	private RoutingSession absent(String key, String filter) {
		RoutingSession session = connect(key, new RecordingOutlet());
		this.router.subscribe(session, filter, 1, false);
		this.router.leave(session, HOUR);
		return session;
	}

	private void publish(String topic, String payload, int qos) {
		publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, MqttProperties.NO_PROPERTIES);
	}

	private void publish(String topic, byte[] payload, int qos, MqttProperties properties) {
		this.router.publish(new RoutedMessage(topic, payload, qos, false, properties, 0, this.nanos));
	}

	private void retain(String topic, String payload) {
		this.router.publish(new RoutedMessage(topic, payload.getBytes(StandardCharsets.UTF_8), 0, true,
				MqttProperties.NO_PROPERTIES, 0, this.nanos));
	}

	@Test
	void overlappingFiltersGetACopyEach() {
		RoutingSession session = connect("5/a", this.outlet);
		this.router.subscribe(session, "a/+", 1, false);
		this.router.subscribe(session, "a/#", 0, false);
		this.router.subscribe(session, "$share/g/a/b", 0, false);
		publish("a/b", "x", 1);
		assertThat(this.outlet.payloads()).containsExactly("x", "x", "x");
	}

	@Test
	void sessionThatWasSubscribedAgainHasOneSubscription() {
		RoutingSession session = connect("5/a", this.outlet);
		assertThat(this.router.subscribe(session, "a", 1, false)).isTrue();
		assertThat(this.router.subscribe(session, "a", 0, false)).isFalse();
		publish("a", "x", 1);
		assertThat(this.outlet.packetIds()).containsExactly(0);
		assertThat(this.router.unsubscribe(session, "a")).isTrue();
		assertThat(this.router.unsubscribe(session, "a")).isFalse();
	}

	@Test
	void subscriptionThatWasLoweredToQos0KeepsNoMessages() {
		RoutingSession session = connect("5/a", this.outlet);
		this.router.subscribe(session, "a", 1, false);
		this.router.subscribe(session, "a", 0, false);
		this.router.leave(session, HOUR);
		publish("a", "x", 1);
		connect("5/a", this.outlet);
		assertThat(this.outlet.payloads()).isEmpty();
	}

	@Test
	void windowHoldsMessagesBackAndQos0PassesBy() {
		RoutingSession session = this.router.open("5/a", true).session();
		session.attach(this.outlet, 1);
		this.router.subscribe(session, "a", 1, false);
		publish("a", "1", 1);
		publish("a", "2", 1);
		publish("a", "0", 0);
		assertThat(this.outlet.payloads()).containsExactly("1", "0");
		session.acknowledged(this.outlet.packetIds().get(0));
		assertThat(this.outlet.payloads()).containsExactly("1", "0", "2");
	}

	@Test
	void clientThatDoesNotReadGetsItsMessagesInOrderLater() {
		RoutingSession session = connect("5/a", this.outlet);
		this.router.subscribe(session, "a", 1, false);
		this.outlet.setWritable(false);
		publish("a", "1", 0);
		publish("a", "2", 0);
		this.outlet.setWritable(true);
		publish("a", "3", 0);
		assertThat(this.outlet.payloads()).isEmpty();
		session.drain();
		assertThat(this.outlet.payloads()).containsExactly("1", "2", "3");
	}

	@Test
	void resumedSessionGetsWhatItHasNotAcknowledgedFirstUnderTheSamePacketIdentifiers() {
		RecordingOutlet first = new RecordingOutlet();
		RoutingSession session = this.router.open("5/a", true).session();
		session.attach(first, 2);
		this.router.subscribe(session, "a", 1, false);
		IntStream.rangeClosed(1, 4).forEach((i) -> publish("a", String.valueOf(i), 1));
		this.router.leave(session, HOUR);
		publish("a", "5", 1);
		MessageRouter.Opened opened = this.router.open("5/a", false);
		assertThat(opened.resumed()).isTrue();
		opened.session().attach(this.outlet, 100);
		assertThat(this.outlet.payloads()).containsExactly("1", "2", "3", "4", "5");
		assertThat(this.outlet.packetIds()).startsWith(first.packetIds().toArray(Integer[]::new));
	}

	@Test
	void smallerReceiveMaximumOfTheNextConnectionHoldsWhatIsSentAgain() {
		RoutingSession session = connect("5/a", new RecordingOutlet());
		this.router.subscribe(session, "a", 1, false);
		IntStream.rangeClosed(1, 3).forEach((i) -> publish("a", String.valueOf(i), 1));
		this.router.leave(session, HOUR);
		this.router.open("5/a", false).session().attach(this.outlet, 1);
		assertThat(this.outlet.payloads()).containsExactly("1");
		session.acknowledged(this.outlet.lastPacketId());
		assertThat(this.outlet.payloads()).containsExactly("1", "2");
	}

	@Test
	void cleanStartDiscardsTheSession() {
		absent("5/a", "a");
		publish("a", "x", 1);
		MessageRouter.Opened opened = this.router.open("5/a", true);
		assertThat(opened.resumed()).isFalse();
		assertThat(opened.session().filters()).isEmpty();
	}

	@Test
	void sessionEndsWithItsExpiryInterval() {
		absent("5/a", "a");
		pass(HOUR * 1000 - 1);
		assertThat(this.router.find("5/a")).isNotNull();
		pass(1);
		assertThat(this.router.find("5/a")).isNull();
	}

	@Test
	void sessionsThatWereLeftFirstEndWhenThereAreTooMany(CapturedOutput output) {
		IntStream.rangeClosed(1, 5).forEach((i) -> absent("5/" + i, "a"));
		assertThat(IntStream.rangeClosed(1, 5).filter((i) -> this.router.find("5/" + i) != null)).containsExactly(3, 4,
				5);
		assertThat(output).containsOnlyOnce("those that were left first end");
	}

	@Test
	void messageThatExpiresWhileItWaitsIsDropped() {
		absent("4/a", "a");
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 10));
		publish("a", new byte[] { '1' }, 1, properties);
		publish("a", "2", 1);
		pass(10_000);
		connect("4/a", this.outlet);
		assertThat(this.outlet.payloads()).containsExactly("2");
	}

	@Test
	void remainingExpiryIntervalIsRoundedUp() {
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 10));
		RoutedMessage message = new RoutedMessage("a", new byte[0], 1, false, properties, 0, 0);
		assertThat(message.remainingSeconds(TimeUnit.MILLISECONDS.toNanos(3001))).isEqualTo(7);
		assertThat(message.remainingSeconds(TimeUnit.MILLISECONDS.toNanos(20_000))).isEqualTo(1);
	}

	@Test
	void fullQueueDropsTheNewMessage(CapturedOutput output) {
		this.router = router(new RoutingSettings(false, Duration.ZERO), Long.MAX_VALUE);
		absent("5/a", "a");
		int kept = MessageQueue.MAX_MESSAGES;
		IntStream.rangeClosed(1, kept + 5).forEach((i) -> publish("a", String.valueOf(i), 1));
		RoutingSession session = connect("5/a", this.outlet);
		for (int i = 1; i <= kept; i++) {
			session.acknowledged(this.outlet.packetIds().get(i - 1));
		}
		assertThat(this.outlet.payloads()).hasSize(kept).startsWith("1", "2").endsWith(String.valueOf(kept));
		assertThat(output).containsOnlyOnce("10000 messages or 32 MiB wait for the client 'a': new ones are dropped");
	}

	@Test
	void expiredMessagesOfAFullQueueMakeRoom() {
		this.router = router(new RoutingSettings(false, Duration.ZERO), Long.MAX_VALUE);
		absent("5/a", "a");
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 10));
		IntStream.rangeClosed(0, MessageQueue.MAX_MESSAGES)
			.forEach((i) -> publish("a", new byte[] { 'x' }, 1, properties));
		pass(10_000);
		publish("a", "new", 1);
		connect("5/a", this.outlet);
		assertThat(this.outlet.payloads()).containsExactly("new");
	}

	@Test
	void queuesTogetherAreBoundedAndAMessageInSeveralCountsOnce(CapturedOutput output) {
		absent("5/a", "a");
		absent("5/b", "a");
		byte[] half = new byte[(1 << 19) + 1];
		publish("a", half, 1, MqttProperties.NO_PROPERTIES);
		publish("a", half, 1, MqttProperties.NO_PROPERTIES);
		publish("a", "dropped", 1);
		connect("5/a", this.outlet);
		assertThat(this.outlet.payloads()).hasSize(2);
		assertThat(output).containsOnlyOnce("fill half of the heap");
	}

	@Test
	void retainedMessagesOfMoreTopicsAreNotRetained(CapturedOutput output) {
		this.router = router(new RoutingSettings(false, Duration.ZERO), Long.MAX_VALUE);
		IntStream.rangeClosed(1, RetainedMessages.MAX_TOPICS + 1).forEach((i) -> retain("t/" + i, "x"));
		retain("t/1", "replaced");
		assertThat(this.router.retained().get("t/1", this.nanos).payload()).hasSize(8);
		assertThat(this.router.retained().get("t/5001", this.nanos)).isNull();
		assertThat(output).containsOnlyOnce("those of other topics are not retained");
	}

	@Test
	void emptyRetainedMessageEndsTheRetention() {
		retain("t", "x");
		retain("t", "");
		assertThat(this.router.retained().topics()).isEmpty();
	}

	@Test
	void membersOfAGroupTakeTurns() {
		RecordingOutlet other = new RecordingOutlet();
		this.router.subscribe(connect("5/a", this.outlet), "$share/g/t", 1, false);
		this.router.subscribe(connect("5/b", other), "$share/g/t", 1, false);
		IntStream.rangeClosed(1, 4).forEach((i) -> publish("t", String.valueOf(i), 1));
		assertThat(this.outlet.payloads()).containsExactly("1", "3");
		assertThat(other.payloads()).containsExactly("2", "4");
	}

	@Test
	void groupQueuesQos1WhileNoMemberIsConnectedForOneThatJoins() {
		absent("5/a", "$share/g/t");
		publish("t", "1", 1);
		publish("t", "0", 0);
		publish("t", "2", 1);
		RoutingSession joining = connect("5/b", this.outlet);
		this.router.subscribe(joining, "$share/g/t", 1, false);
		joining.drain();
		assertThat(this.outlet.payloads()).containsExactly("1", "2");
		publish("t", "3", 1);
		assertThat(this.outlet.payloads()).containsExactly("1", "2", "3");
	}

	@Test
	void memberThatMayNotReceiveIsPassedOver() {
		RecordingOutlet denied = new RecordingOutlet();
		denied.forbid("t/x");
		this.router.subscribe(connect("5/a", denied), "$share/g/t/+", 1, false);
		this.router.subscribe(connect("5/b", this.outlet), "$share/g/t/+", 1, false);
		publish("t/x", "1", 1);
		publish("t/x", "2", 1);
		assertThat(denied.payloads()).isEmpty();
		assertThat(this.outlet.payloads()).containsExactly("1", "2");
	}

	@Test
	void whatAMemberHasNotAcknowledgedGoesToAnotherWhenItsSessionEnds() {
		RoutingSession leaving = this.router.open("5/a", true).session();
		leaving.attach(new RecordingOutlet(), 100);
		this.router.subscribe(leaving, "$share/g/t", 1, false);
		publish("t", "1", 1);
		publish("t", "2", 1);
		this.router.subscribe(connect("5/b", this.outlet), "$share/g/t", 1, false);
		this.router.leave(leaving, 0);
		assertThat(this.outlet.payloads()).containsExactly("1", "2");
	}

	@Test
	void messageWithoutPubAckIsSentAgainOnTheLiveConnection() {
		this.router = router(new RoutingSettings(false, Duration.ofSeconds(30)));
		RoutingSession session = connect("5/a", this.outlet);
		this.router.subscribe(session, "t", 1, false);
		publish("t", "1", 1);
		pass(29_999);
		assertThat(this.outlet.payloads()).hasSize(1);
		pass(1);
		assertThat(this.outlet.payloads()).containsExactly("1", "1");
		assertThat(this.outlet.packetIds().get(1)).isEqualTo(this.outlet.packetIds().get(0));
		session.acknowledged(this.outlet.lastPacketId());
		pass(60_000);
		assertThat(this.outlet.payloads()).hasSize(2);
	}

	@Test
	void messageThatIsSentAgainMayGetAnotherPacketIdentifier() {
		RoutingSession session = this.router.open("5/a", true).session();
		session.attach(this.outlet, 1);
		this.outlet.setRenumbers(true);
		this.router.subscribe(session, "t", 1, false);
		publish("t", "1", 1);
		publish("t", "2", 1);
		session.redeliver();
		assertThat(this.outlet.packetIds()).doesNotHaveDuplicates().hasSize(2);
		session.acknowledged(this.outlet.lastPacketId());
		assertThat(this.outlet.payloads()).containsExactly("1", "1", "2");
	}

	@Test
	void messagesThatWaitAreHeldWhenTheRateIsUsedUp() {
		absent("5/a", "t");
		IntStream.rangeClosed(1, 3).forEach((i) -> publish("t", String.valueOf(i), 1));
		this.outlet.setDelayNanos(1_000_000_000L);
		connect("5/a", this.outlet);
		publish("t", "new", 1);
		assertThat(this.outlet.payloads()).isEmpty();
		this.outlet.setDelayNanos(0);
		pass(999);
		assertThat(this.outlet.payloads()).isEmpty();
		pass(1);
		assertThat(this.outlet.payloads()).containsExactly("1", "2", "3", "new");
	}

	@Test
	void messagesWithoutPubAckAreHeldToo() {
		RoutingSession session = connect("5/a", this.outlet);
		this.router.subscribe(session, "t", 1, false);
		publish("t", "1", 1);
		this.router.leave(session, HOUR);
		RecordingOutlet busy = new RecordingOutlet();
		busy.setDelayNanos(1_000_000_000L);
		connect("5/a", busy);
		assertThat(busy.payloads()).isEmpty();
		busy.setDelayNanos(0);
		pass(1000);
		assertThat(busy.payloads()).containsExactly("1");
	}

	@Test
	void messagesThatWaitedComeAt10ASecond() {
		this.router = router(new RoutingSettings(true, Duration.ZERO));
		absent("5/a", "t");
		IntStream.rangeClosed(1, 30).forEach((i) -> publish("t", String.valueOf(i), 1));
		connect("5/a", this.outlet);
		publish("t", "new", 1);
		assertThat(this.outlet.payloads()).containsExactly("1");
		IntStream.range(0, 10).forEach((i) -> pass(100));
		assertThat(this.outlet.payloads()).hasSize(11);
		IntStream.range(0, 20).forEach((i) -> pass(100));
		assertThat(this.outlet.payloads()).hasSize(31).endsWith("30", "new");
	}

	@Test
	void acknowledgmentsOfPacedMessagesDoNotAddToTheWorkOfTheEventLoop() {
		this.router = router(new RoutingSettings(true, Duration.ZERO));
		absent("5/a", "t");
		IntStream.rangeClosed(1, 60).forEach((i) -> publish("t", String.valueOf(i), 1));
		RoutingSession session = connect("5/a", this.outlet);
		for (int i = 0; i < 50; i++) {
			session.acknowledged(this.outlet.lastPacketId());
			pass(100);
		}
		int before = this.outlet.writabilityChecks();
		pass(100);
		assertThat(this.outlet.writabilityChecks() - before).isLessThan(20);
	}

	@Test
	void messagesThatWaitedForAGroupComeAt20ASecond() {
		this.router = router(new RoutingSettings(true, Duration.ZERO));
		absent("5/a", "$share/g/t");
		IntStream.rangeClosed(1, 30).forEach((i) -> publish("t", String.valueOf(i), 1));
		connect("5/a", this.outlet);
		IntStream.range(0, 20).forEach((i) -> pass(50));
		assertThat(this.outlet.payloads()).hasSize(21);
	}

	@Test
	void directMessageNeedsNoSubscriptionAndIsNotQueued() {
		RoutingSession session = connect("5/a", this.outlet);
		boolean[] acknowledged = new boolean[1];
		RoutedMessage message = new RoutedMessage("direct", new byte[] { 'x' }, 1, false, MqttProperties.NO_PROPERTIES,
				0, this.nanos);
		assertThat(session.sendDirect(message, (done) -> acknowledged[0] = done)).isTrue();
		session.acknowledged(this.outlet.lastPacketId());
		assertThat(acknowledged[0]).isTrue();
		assertThat(session.sendDirect(message, (done) -> acknowledged[0] = done)).isTrue();
		this.router.leave(session, HOUR);
		assertThat(acknowledged[0]).isFalse();
		assertThat(session.sendDirect(message, (done) -> acknowledged[0] = done)).isFalse();
		RecordingOutlet next = new RecordingOutlet();
		connect("5/a", next);
		assertThat(next.payloads()).isEmpty();
	}

	@Test
	void directMessageIsNotSentWhenTheRateIsUsedUp() {
		RoutingSession session = connect("5/a", this.outlet);
		this.outlet.setDelayNanos(1);
		RoutedMessage message = new RoutedMessage("direct", new byte[] { 'x' }, 0, false, MqttProperties.NO_PROPERTIES,
				0, this.nanos);
		assertThat(session.sendDirect(message, (done) -> {
		})).isFalse();
	}

	@Test
	void resetLeavesConnectedClientsAlone() {
		absent("5/away", "t");
		RoutingSession here = connect("5/here", this.outlet);
		this.router.subscribe(here, "t", 0, false);
		retain("r", "x");
		this.router.reset();
		assertThat(this.router.find("5/away")).isNull();
		assertThat(this.router.retained().topics()).isEmpty();
		publish("t", "still", 0);
		assertThat(this.outlet.payloads()).containsExactly("still");
	}

}
