package io.github.iotcustomauth.local.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RetainedTopics}.
 */
class RetainedTopicsTests {

	private static final long MIN_AGE_MILLIS = 1000;

	private static final SimpleString RETAINED = RetainedTopics.PREFIX.concat("a/b");

	private final EmbeddedBroker broker = EmbeddedBroker.start(100);

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void messageThatIsSetAgainAndAgainIsNeverDropped() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publish("a/b", "0", true);
			Queue queue = this.broker.server().locateQueue(RETAINED);
			await().until(() -> System.currentTimeMillis() - queue.getCreatedTimestamp() > MIN_AGE_MILLIS);
			CompletableFuture<Void> sweeps = CompletableFuture.runAsync(() -> {
				while (!ended.get()) {
					sweep();
				}
			});
			try {
				for (int i = 1; i <= 1000; i++) {
					publisher.publish("a/b", String.valueOf(i), true);
					assertThat(this.broker.server().locateQueue(RETAINED)).isSameAs(queue);
				}
			}
			finally {
				ended.set(true);
				sweeps.get(10, TimeUnit.SECONDS);
			}
			await().untilAsserted(() -> assertThat(queue.getMessageCount()).isEqualTo(1));
		}
	}

	@Test
	void messageThatWasClearedIsDroppedWithItsQueue() throws Exception {
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publish("a/b", "0", true);
			publisher.publish("a/b", "", true);
			assertThat(this.broker.server().locateQueue(RETAINED)).isNotNull();
			await().untilAsserted(() -> {
				sweep();
				assertThat(this.broker.server().locateQueue(RETAINED)).isNull();
			});
		}
	}

	@Test
	void topicsThatWereClearedDoNotPushMessagesOut() throws Exception {
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publish("a/b", "0", true);
			for (int i = 0; i < RetainedTopics.MAX_MESSAGES; i++) {
				publisher.publish("never/there/" + i, "", true);
			}
			await()
				.until(() -> this.broker.server().locateQueue(RetainedTopics.PREFIX.concat("never/there/0")) == null);
			assertThat(this.broker.server().locateQueue(RETAINED)).isNotNull();
		}
	}

	private void sweep() {
		try {
			this.broker.retained().dropCleared(this.broker.server(), MIN_AGE_MILLIS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
