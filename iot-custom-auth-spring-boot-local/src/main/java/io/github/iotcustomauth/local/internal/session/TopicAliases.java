package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases of one connection, from client to endpoint.
 */
final class TopicAliases {

	private final @Nullable String[] topics = new String[Limits.TOPIC_ALIASES + 1];

	// Return the topic of a publish, or {@code null} when its alias is invalid.
	@Nullable String resolve(MqttPublishVariableHeader header) {
		if (!PacketProperties.has(header.properties(), MqttProperties.TOPIC_ALIAS)) {
			return header.topicName();
		}
		long alias = PacketProperties.unsigned(header.properties(), MqttProperties.TOPIC_ALIAS, 0);
		if (alias < 1 || alias > Limits.TOPIC_ALIASES) {
			return null;
		}
		if (!header.topicName().isEmpty()) {
			this.topics[(int) alias] = header.topicName();
		}
		return this.topics[(int) alias];
	}

}
