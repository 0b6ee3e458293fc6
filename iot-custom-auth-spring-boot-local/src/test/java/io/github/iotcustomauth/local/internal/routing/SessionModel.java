package io.github.iotcustomauth.local.internal.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random use of one session in virtual time, and what its client may expect of it.
 */
final class SessionModel {

	/** Another receive maximum for each connection. */
	static final int ANY = 0;

	private static final String KEY = "5/client";

	private static final long HOUR = 3600;

	private static final int TOPICS = 3;

	/** No model sends as many messages. */
	private static final int UNUSED_PACKET_ID = 60_000;

	private final EmbeddedChannel time = new EmbeddedChannel();

	private final QueueMemory memory = new QueueMemory(Long.MAX_VALUE);

	private final SplittableRandom random;

	private final boolean paced;

	private final int receiveMaximum;

	private final MessageRouter router;

	private final List<ModelMessage> published = new ArrayList<>();

	/** What the client has got and not acknowledged, oldest first. */
	private final Map<Integer, ModelMessage> unacknowledged = new LinkedHashMap<>();

	/** The last message of each topic and QoS that was not sent again. */
	private final Map<String, Integer> last = new HashMap<>();

	private @Nullable ModelConnection connection;

	private RoutingSession session;

	private long nanos;

	SessionModel(long seed, boolean paced, int receiveMaximum) {
		this.time.freezeTime();
		this.random = new SplittableRandom(seed);
		this.paced = paced;
		this.receiveMaximum = receiveMaximum;
		RoutingContext context = new RoutingContext(this.time.eventLoop(), () -> this.nanos, this.memory,
				new RoutingSettings(paced, Duration.ZERO));
		this.router = new MessageRouter(context, 10);
		this.session = this.router.open(KEY, true).session();
		this.router.subscribe(this.session, "t/+", 1, false);
		connect(nextReceiveMaximum());
	}

	private int nextReceiveMaximum() {
		if (this.receiveMaximum != ANY) {
			return this.receiveMaximum;
		}
		return this.random.nextInt(1, this.random.nextBoolean() ? 4 : 101);
	}

	void run(int steps) {
		for (int i = 0; i < steps; i++) {
			step(this.random.nextInt(100));
			if (!this.paced) {
				assertNothingWaitsInVain();
			}
		}
	}

	private void step(int dice) {
		if (dice < 50) {
			publish();
		}
		else if (dice < 60) {
			pass(this.random.nextInt(3000));
		}
		else if (this.connection == null) {
			connect(nextReceiveMaximum());
		}
		else if (dice < 90) {
			acknowledge();
		}
		else if (dice < 95) {
			this.connection.setWritable(!this.connection.isWritable());
			this.session.drain();
		}
		else if (dice < 97) {
			this.session.acknowledged(this.random.nextInt(UNUSED_PACKET_ID, 65_536));
		}
		else {
			leave(HOUR);
		}
	}

	private void publish() {
		ModelMessage message = new ModelMessage(this.published.size(), this.random.nextInt(TOPICS),
				this.random.nextInt(4) > 0, this.random.nextInt(20) == 0,
				(this.random.nextInt(4) == 0) ? this.random.nextInt(1, 10) : 0, this.nanos, this.connection);
		this.published.add(message);
		MqttProperties properties = new MqttProperties();
		if (message.expirySeconds() > 0) {
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL,
					message.expirySeconds()));
		}
		this.router.publish(new RoutedMessage("t/" + message.topic, message.payload(), message.reliable ? 1 : 0, false,
				properties, 0, this.nanos));
	}

	private void pass(long millis) {
		this.nanos += TimeUnit.MILLISECONDS.toNanos(millis);
		this.time.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.time.runScheduledPendingTasks();
	}

	private void connect(int maximum) {
		MessageRouter.Opened opened = this.router.open(KEY, false);
		assertThat(opened.resumed()).isTrue();
		this.session = opened.session();
		this.connection = new ModelConnection(this.published, this.unacknowledged, this.last, maximum,
				() -> this.nanos);
		this.session.attach(this.connection, maximum);
	}

	private void leave(long expirySeconds) {
		this.connection = null;
		this.router.leave(this.session, expirySeconds);
	}

	// Acknowledge any of the messages, not the oldest first.
	private void acknowledge() {
		List<Integer> packetIds = this.connection.unacknowledged();
		if (!packetIds.isEmpty()) {
			int packetId = packetIds.get(this.random.nextInt(packetIds.size()));
			this.connection.acknowledge(packetId);
			this.session.acknowledged(packetId);
		}
	}

	// A message waits for an absent client, for writability or for a PUBACK.
	private void assertNothingWaitsInVain() {
		if (this.connection == null || !this.connection.isWritable()) {
			return;
		}
		assertThat(this.published).filteredOn((message) -> !message.reliable && message.sentTo == this.connection)
			.allMatch((message) -> message.delivered || message.hasExpired(this.nanos));
		if (this.connection.canTakeMore()) {
			assertThat(this.connection.hasGotEverythingAgain()).isTrue();
			assertNothingIsLost();
		}
	}

	void assertNothingIsLost() {
		assertThat(this.published).filteredOn((message) -> message.reliable)
			.allMatch((message) -> message.delivered || message.hasExpired(this.nanos));
	}

	void receiveTheRest() {
		if (this.connection != null) {
			leave(HOUR);
		}
		connect(nextReceiveMaximum());
		int left = this.published.size();
		while (left-- > 0) {
			acknowledge();
			pass(this.paced ? 100 : 0);
		}
		assertThat(this.unacknowledged).isEmpty();
	}

	void endSession() {
		if (this.connection == null) {
			connect(nextReceiveMaximum());
		}
		leave(0);
		assertThat(this.router.find(KEY)).isNull();
	}

	long heldBytes() {
		return this.memory.bytes();
	}

}
