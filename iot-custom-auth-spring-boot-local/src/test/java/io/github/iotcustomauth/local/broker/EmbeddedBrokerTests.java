package io.github.iotcustomauth.local.broker;

import java.time.Duration;
import java.util.List;

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
	void forgetsTopicsThatNobodySubscribedTo() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			SimpleString topic = SimpleString.of("nobody/listens");
			addAddress(broker.server(), topic);
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(broker.server().getAddressInfo(topic)).isNull());
		}
	}

	@Test
	void forgetsTheTopicOfARetainedMessageThatIsGone() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			PagingManager stores = broker.server().getPagingManager();
			SimpleString topic = SimpleString.of("a/b");
			SimpleString retained = SimpleString.of("$sys.mqtt.retain.a/b");
			// as it is when the message has been sent to a subscription with a wildcard
			stores.getPageStore(topic);
			addAddress(broker.server(), retained);
			assertThat(stores.getStoreNames()).contains(topic);
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(stores.getStoreNames()).doesNotContain(topic));
		}
	}

	@Test
	void endsTheOldestOfTooManySessions() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			MQTTStateManager sessions = MQTTStateManager.getInstance(broker.server());
			List<String> oldestFirst = List.of("oldest", "middle", "newest");
			for (int i = 0; i < oldestFirst.size(); i++) {
				MQTTSessionState session = sessions.getSessionState(oldestFirst.get(i));
				session.setClientSessionExpiryInterval(3600);
				session.setDisconnectedTime(System.currentTimeMillis() + i);
			}
			BrokerMemory memory = new BrokerMemory(broker.server(), 2);
			memory.bound();
			assertThat(sessions.getSessionStates()).containsOnlyKeys("middle", "newest");
			memory.bound();
			assertThat(sessions.getSessionStates()).hasSize(2);
		}
	}

	private static void addAddress(ActiveMQServer server, SimpleString name) throws Exception {
		server.addAddressInfo(new AddressInfo(name, RoutingType.MULTICAST).setAutoCreated(true));
	}

}
