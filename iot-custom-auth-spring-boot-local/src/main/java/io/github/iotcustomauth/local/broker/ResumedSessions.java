package io.github.iotcustomauth.local.broker;

import java.util.Map;
import java.util.Objects;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerSessionPlugin;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.SessionCallback;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drops the messages with QoS 0 that came while the client of a session was away. MQTT
 * lets a server keep them, and this broker does; AWS IoT Core keeps only those that were
 * both published and subscribed to with QoS 1.
 */
final class ResumedSessions implements ActiveMQServerSessionPlugin {

	private static final Log logger = LogFactory.getLog(ResumedSessions.class);

	private static final Filter QOS_0 = new Qos0();

	private @Nullable ActiveMQServer server;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	// The client has shown its password, an earlier connection of it has ended, and
	// nothing is delivered yet.
	@Override
	public void beforeCreateSession(String name, String username, int minLargeMessageSize,
			RemotingConnection connection, boolean autoCommitSends, boolean autoCommitAcks, boolean preAcknowledge,
			boolean xa, @Nullable String defaultAddress, SessionCallback callback, boolean autoCreateQueues,
			OperationContext context, Map<SimpleString, RoutingType> prefixes) {
		String clientId = connection.getClientID();
		if (this.server == null || clientId == null) {
			return;
		}
		try {
			resume(this.server, clientId);
		}
		catch (Exception ex) {
			logger.warn("Messages with QoS 0 that came for a session without a client cannot be dropped", ex);
		}
	}

	private static void resume(ActiveMQServer server, String clientId) throws Exception {
		// the broker has just asked for it, too, so that it is there
		MQTTSessionState session = MQTTStateManager.getInstance(server).getSessionState(clientId);
		for (MqttTopicSubscription subscription : session.getSubscriptions()) {
			// others may be connected to a queue that is shared
			if (!MQTTUtil.isSharedSubscription(subscription.topicFilter())) {
				Queue queue = queue(server, subscription.topicFilter(), clientId);
				if (queue != null) {
					queue.deleteMatchingReferences(isQos0(subscription) ? null : QOS_0);
				}
			}
		}
	}

	private static @Nullable Queue queue(ActiveMQServer server, String filter, String clientId) {
		WildcardConfiguration wildcards = server.getConfiguration().getWildcardConfiguration();
		return server.locateQueue(SimpleString.of(MQTTUtil.getCoreQueueFromMqttTopic(filter, clientId, wildcards)));
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
