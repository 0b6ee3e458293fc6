package io.github.iotcustomauth.local.broker;

import java.util.Set;
import java.util.stream.Collectors;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Stops deliveries for a subscription before an UNSUBSCRIBE ends it. The broker closes
 * the consumer under a lock, and waits meanwhile for a delivery that is under way. That
 * of a message with QoS 0 needs the same lock, so that neither goes on for 30 seconds.
 * <p>
 * This waits for that delivery, too, on the thread that reads from all clients, but with
 * nothing the delivery could need. It cannot stop a subscription that is only about to
 * begin: whoever sends an UNSUBSCRIBE waits for SUBACK.
 */
final class UnsubscribeInterceptor implements MQTTInterceptor {

	private final ActiveMQServer server;

	UnsubscribeInterceptor(ActiveMQServer server) {
		this.server = server;
	}

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
			WildcardConfiguration wildcards = this.server.getConfiguration().getWildcardConfiguration();
			Set<String> queues = unsubscribe.payload()
				.topics()
				.stream()
				.map((filter) -> MQTTUtil.getCoreQueueFromMqttTopic(filter, connection.getClientID(), wildcards))
				.collect(Collectors.toSet());
			this.server.getSessions(connection.getID().toString()).forEach((session) -> stop(session, queues));
		}
		return true;
	}

	private static void stop(ServerSession session, Set<String> queues) {
		for (ServerConsumer consumer : session.getServerConsumers()) {
			if (queues.contains(consumer.getQueueName().toString())) {
				consumer.setStarted(false);
			}
		}
	}

}
