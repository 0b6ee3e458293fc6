package io.github.iotcustomauth.local.broker;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState.SubscriptionItem;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Lets a SUBSCRIBE replace the subscription of a session with the same filter, as MQTT
 * 3.1.1 and 5 say [MQTT-3.8.4-3]. The broker lowers the QoS for the connection only: a
 * client that came back had the former one. Both the packet and its answer pass here.
 */
final class ResubscribeInterceptor implements MQTTInterceptor {

	private static final Log logger = LogFactory.getLog(ResubscribeInterceptor.class);

	private static final int MAX_QOS = 2;

	/** Packets without an answer, by their identifiers. */
	private final Map<RemotingConnection, Map<Integer, List<MqttTopicSubscription>>> unanswered = Collections
		.synchronizedMap(new WeakHashMap<>());

	private final ActiveMQServer server;

	ResubscribeInterceptor(ActiveMQServer server) {
		this.server = server;
	}

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (packet instanceof MqttSubscribeMessage subscribe) {
			this.unanswered.computeIfAbsent(connection, (key) -> new ConcurrentHashMap<>())
				.put(subscribe.variableHeader().messageId(), subscribe.payload().topicSubscriptions());
		}
		else if (packet instanceof MqttSubAckMessage subAck) {
			Map<Integer, List<MqttTopicSubscription>> packets = this.unanswered.get(connection);
			List<MqttTopicSubscription> subscriptions = (packets != null)
					? packets.remove(subAck.variableHeader().messageId()) : null;
			if (subscriptions != null) {
				replace(connection.getClientID(), subscriptions, subAck.payload().reasonCodes());
			}
		}
		return true;
	}

	private void replace(String clientId, List<MqttTopicSubscription> subscriptions, List<Integer> codes) {
		try {
			MQTTSessionState session = MQTTStateManager.getInstance(this.server).getSessionStates().get(clientId);
			for (int i = 0; session != null && i < subscriptions.size(); i++) {
				if (codes.get(i) <= MAX_QOS) {
					replace(session, subscriptions.get(i));
				}
			}
		}
		catch (Exception ex) {
			logger.warn("A subscription cannot be replaced", ex);
		}
	}

	private void replace(MQTTSessionState session, MqttTopicSubscription subscription) throws Exception {
		SubscriptionItem former = session.getSubscriptionPlusID(subscription.topicFilter());
		if (former != null && !former.getSubscription().option().equals(subscription.option())) {
			session.removeSubscription(subscription.topicFilter());
			session.addSubscription(subscription, this.server.getConfiguration().getWildcardConfiguration(),
					former.getId());
		}
	}

}
