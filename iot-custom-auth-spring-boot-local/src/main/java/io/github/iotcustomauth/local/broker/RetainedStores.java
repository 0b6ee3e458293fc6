package io.github.iotcustomauth.local.broker;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerAddressPlugin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the topic of a retained message together with the message. When the broker
 * sends such a message to a subscription with a wildcard, it makes a page store of some
 * 20 KB for its topic, which nothing else removes if nobody subscribed to the topic
 * itself.
 */
final class RetainedStores implements ActiveMQServerAddressPlugin {

	private static final Log logger = LogFactory.getLog(RetainedStores.class);

	private static final SimpleString PREFIX = SimpleString.of(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX);

	private @Nullable ActiveMQServer server;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	@Override
	public void afterRemoveAddress(SimpleString address, @Nullable AddressInfo addressInfo) {
		if (this.server == null || !address.startsWith(PREFIX)) {
			return;
		}
		SimpleString topic = address.subSeq(PREFIX.length(), address.length());
		try {
			if (this.server.getAddressInfo(topic) == null) {
				this.server.getPagingManager().deletePageStore(topic);
			}
		}
		catch (Exception ex) {
			logger.warn("A topic whose retained message is gone cannot be forgotten", ex);
		}
	}

}
