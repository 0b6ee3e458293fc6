package io.github.iotcustomauth.local.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EmbeddedBroker}.
 */
class EmbeddedBrokerTests {

	@Test
	void sessionsOfMqtt3AreKeptForAnHour() {
		assertThat(EmbeddedBroker.acceptor(100).getExtraParams()).containsEntry("defaultMqttSessionExpiryInterval",
				3600);
	}

	@Test
	void forgetsTheTopicOfARetainedMessageThatIsGone() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			PagingManager stores = broker.server().getPagingManager();
			SimpleString topic = SimpleString.of("a/b");
			// as it is when the message has been sent to a subscription with a wildcard
			stores.getPageStore(topic);
			SimpleString retained = RetainedTopics.PREFIX.concat("a/b");
			addQueue(broker.server(), retained);
			assertThat(stores.getStoreNames()).contains(topic);
			RetainedTopics.drop(broker.server(), retained);
			assertThat(stores.getStoreNames()).doesNotContain(topic);
			assertThat(broker.server().getAddressInfo(retained)).isNull();
		}
	}

	@Test
	void clearedRetainedMessageLeavesNoQueue() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			// as it is when an empty message clears what was not there
			SimpleString retained = RetainedTopics.PREFIX.concat("never/there");
			addQueue(broker.server(), retained);
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(broker.server().locateQueue(retained)).isNull());
		}
	}

	@Test
	void forgetsTopicsThatNobodyHears() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			broker.server().createQueue(QueueConfiguration.of("heard/+").setRoutingType(RoutingType.MULTICAST));
			addTopic(broker, "heard/by");
			addTopic(broker, "unheard/by");
			new UnheardTopics(broker.server(), TimeUnit.HOURS.toMillis(1)).forget();
			assertThat(broker.server().getPostOffice().getAddresses()).contains(SimpleString.of("unheard/by"));
			new UnheardTopics(broker.server(), 0).forget();
			assertThat(broker.server().getPostOffice().getAddresses()).contains(SimpleString.of("heard/by"))
				.doesNotContain(SimpleString.of("unheard/by"));
		}
	}

	@Test
	void topicsThatNobodyHearsAreNotEverMore() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			for (int i = 0; i <= UnheardTopics.TOLERATED; i++) {
				addTopic(broker, "unheard/" + i);
			}
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(broker.server().getPostOffice().getAddresses())
					.hasSizeLessThan(UnheardTopics.TOLERATED));
		}
	}

	@Test
	void topicsThatAreHeardAreLeftInPeaceUntilSubscriptionsChange() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			broker.server().createQueue(QueueConfiguration.of("heard/+").setRoutingType(RoutingType.MULTICAST));
			for (int i = 0; i <= UnheardTopics.TOLERATED; i++) {
				addTopic(broker, "heard/" + i);
			}
			UnheardTopics topics = new UnheardTopics(broker.server(), 0);
			synchronized (broker.server().getPostOffice()) {
				// under the lock, nobody could publish to a new topic
				CompletableFuture.runAsync(() -> bound(topics)).get(10, TimeUnit.SECONDS);
			}
			assertThat(broker.server().getPostOffice().getAddresses()).hasSizeGreaterThan(UnheardTopics.TOLERATED);
			broker.server().destroyQueue(SimpleString.of("heard/+"));
			bound(topics);
			assertThat(broker.server().getPostOffice().getAddresses()).hasSizeLessThan(UnheardTopics.TOLERATED);
		}
	}

	private static void bound(UnheardTopics topics) {
		try {
			topics.bound();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void addTopic(EmbeddedBroker broker, String name) throws Exception {
		broker.server()
			.addAddressInfo(new AddressInfo(SimpleString.of(name), RoutingType.MULTICAST).setAutoCreated(true));
	}

	@Test
	void endsTheSessionsThatWereLeftFirstWhenThereAreTooMany() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100, 2)) {
			MQTTStateManager sessions = MQTTStateManager.getInstance(broker.server());
			for (String clientId : List.of("first", "second", "third")) {
				leaveSession(broker, clientId);
			}
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(sessions.getSessionStates()).containsOnlyKeys("second", "third"));
		}
	}

	@Test
	void sessionOfMqtt3EndsAfterAnHour() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			MQTTStateManager sessions = MQTTStateManager.getInstance(broker.server());
			for (String clientId : List.of("left-just-now", "left-before-50-minutes", "left-before-an-hour")) {
				leaveSession(broker, clientId);
			}
			// the later one last, so that a look at the sessions finds both or none
			leftBefore(sessions, "left-before-50-minutes", Duration.ofMinutes(50));
			leftBefore(sessions, "left-before-an-hour", Duration.ofMinutes(60).plusMillis(1));
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(sessions.getSessionStates()).containsOnlyKeys("left-just-now",
						"left-before-50-minutes"));
		}
	}

	private static void leaveSession(EmbeddedBroker broker, String clientId) throws Exception {
		BrokerClient.connect(broker, clientId).close();
		MQTTStateManager sessions = MQTTStateManager.getInstance(broker.server());
		await().untilAsserted(
				() -> assertThat(sessions.getSessionStates().get(clientId).getDisconnectedTime()).isPositive());
	}

	private static void leftBefore(MQTTStateManager sessions, String clientId, Duration time) {
		MQTTSessionState session = sessions.getSessionStates().get(clientId);
		session.setDisconnectedTime(session.getDisconnectedTime() - time.toMillis());
	}

	private static void addQueue(ActiveMQServer server, SimpleString name) throws Exception {
		server.createQueue(QueueConfiguration.of(name).setRoutingType(RoutingType.MULTICAST).setAutoCreated(true));
	}

}
