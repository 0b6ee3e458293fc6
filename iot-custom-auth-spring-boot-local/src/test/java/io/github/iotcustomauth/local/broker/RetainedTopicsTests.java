package io.github.iotcustomauth.local.broker;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

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
	void topicsThatWereClearedMakeRoomFirst() throws Exception {
		RetainedTopics topics = new RetainedTopics();
		ActiveMQServer server = mock();
		ScheduledExecutorService pool = mock();
		given(server.getPostOffice()).willReturn(mock(PostOffice.class));
		given(server.getScheduledPool()).willReturn(pool);
		willAnswer((call) -> {
			call.<Runnable>getArgument(0).run();
			return null;
		}).given(pool).execute(any());
		willAnswer((call) -> {
			topics.afterRemoveAddress(call.getArgument(0), null);
			return null;
		}).given(server).removeAddressInfo(any(), any());
		given(server.getAddressInfo(any())).willReturn(mock(AddressInfo.class));
		topics.registered(server);
		for (int i = 0; i < RetainedTopics.MAX_MESSAGES; i++) {
			retain(topics, "kept/" + i, "x");
		}
		retain(topics, "never/there", "");
		then(server).should().destroyQueue(RetainedTopics.PREFIX.concat("never/there"), null, false);
		retain(topics, "one/more", "x");
		then(server).should().destroyQueue(RetainedTopics.PREFIX.concat("kept/0"), null, false);
		then(server).should(times(2)).destroyQueue(any(), any(), anyBoolean());
	}

	// As the broker does with the first message.
	private void retain(RetainedTopics topics, String topic, String payload) {
		CoreMessage message = new CoreMessage(1, 50);
		message.setAddress(SimpleString.of(topic));
		message.putBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY, true);
		message.getBodyBuffer().writeBytes(payload.getBytes(StandardCharsets.UTF_8));
		topics.beforeSend(mock(), null, message, false, false);
		topics.afterAddAddress(new AddressInfo(RetainedTopics.PREFIX.concat(topic)), false);
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
