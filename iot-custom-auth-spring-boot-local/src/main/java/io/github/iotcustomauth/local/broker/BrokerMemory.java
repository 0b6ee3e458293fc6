package io.github.iotcustomauth.local.broker;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * What a broker remembers of clients that have gone.
 */
final class BrokerMemory {

	private static final int SECONDS = 10;

	private final ActiveMQServer server;

	BrokerMemory(ActiveMQServer server) {
		this.server = server;
	}

	// Run on the one thread that ends the sessions whose time is over: two threads could
	// both begin with a session, and one return before the other is through with it.
	void forget(Predicate<String> clientIds) throws InterruptedException, ExecutionException, TimeoutException {
		this.server.getScheduledPool().submit(() -> {
			endSessions(clientIds);
			dropRetainedMessages();
			return null;
		}).get(SECONDS, TimeUnit.SECONDS);
	}

	private void endSessions(Predicate<String> clientIds) throws Exception {
		MQTTStateManager sessions = MQTTStateManager.getInstance(this.server);
		for (MQTTSessionState session : sessions.getSessionStates().values()) {
			if (!session.isAttached() && clientIds.test(session.getClientId())) {
				// as if its client had gone long ago
				session.setClientSessionExpiryInterval(1);
				session.setDisconnectedTime(0);
			}
		}
		sessions.scanSessions();
	}

	private void dropRetainedMessages() throws Exception {
		List<Queue> queues = this.server.getPostOffice()
			.getAllBindings()
			.filter(QueueBinding.class::isInstance)
			.map((binding) -> ((QueueBinding) binding).getQueue())
			.filter((queue) -> queue.getName().toString().startsWith(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX))
			.toList();
		for (Queue queue : queues) {
			queue.deleteAllReferences();
		}
	}

}
