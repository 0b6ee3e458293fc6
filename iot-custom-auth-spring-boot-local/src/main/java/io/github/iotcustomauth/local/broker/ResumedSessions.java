package io.github.iotcustomauth.local.broker;

import java.util.Map;
import java.util.Objects;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drops the messages with QoS 0 that came while the client of a session was away. MQTT
 * lets a server keep them, and this broker does; AWS IoT Core keeps only those that were
 * both published and subscribed to with QoS 1.
 */
final class ResumeInterceptor implements MQTTInterceptor {

	private static final Log logger = LogFactory.getLog(ResumeInterceptor.class);

	private static final Filter QOS_0 = new Qos0();

	private final ActiveMQServer server;

	ResumeInterceptor(ActiveMQServer server) {
		this.server = server;
	}

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (packet instanceof MqttConnectMessage connect && !connect.variableHeader().isCleanSession()) {
			try {
				resume(connect.payload().clientIdentifier());
			}
			catch (Exception ex) {
				logger.warn("Messages with QoS 0 that came for a session without a client cannot be dropped", ex);
			}
		}
		return true;
	}

	private void resume(String clientId) throws Exception {
		MQTTSessionState session = MQTTStateManager.getInstance(this.server).getSessionStates().get(clientId);
		if (session == null || session.isAttached()) {
			return;
		}
		for (MqttTopicSubscription subscription : session.getSubscriptions()) {
			// others may be connected to a queue that is shared
			if (!MQTTUtil.isSharedSubscription(subscription.topicFilter())) {
				Queue queue = queue(subscription.topicFilter(), clientId);
				if (queue != null) {
					queue.deleteMatchingReferences(isQos0(subscription) ? null : QOS_0);
				}
			}
		}
	}

	private @Nullable Queue queue(String filter, String clientId) {
		WildcardConfiguration wildcards = this.server.getConfiguration().getWildcardConfiguration();
		return this.server
			.locateQueue(SimpleString.of(MQTTUtil.getCoreQueueFromMqttTopic(filter, clientId, wildcards)));
	}

	private static boolean isQos0(MqttTopicSubscription subscription) {
		return subscription.qualityOfService() == MqttQoS.AT_MOST_ONCE;
	}

	// The expressions of the broker cannot name the property.
	private static final class Qos0 implements Filter {

		@Override
		public boolean match(Message message) {
			return Objects.equals(message.getObjectProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY), 0);
		}

		@Override
		public boolean match(Map<String, String> properties) {
			return false;
		}

		@Override
		public boolean match(Filterable filterable) {
			return filterable instanceof Message message && match(message);
		}

		@Override
		public SimpleString getFilterString() {
			return SimpleString.of("QoS 0");
		}

	}

}
