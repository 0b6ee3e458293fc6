package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.text.CorruptedText;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket.PublishPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.UserProperty;

/**
 * Conversion between messages and PUBLISH packets.
 */
final class PublishPackets {

	private static final Log logger = LogFactory.getLog(PublishPackets.class);

	private PublishPackets() {
	}

	static PublishPacket toPacket(IotMessage message) {
		PublishPacketBuilder builder = new PublishPacketBuilder(message.topic(), toQos(message.qos()),
				message.payload());
		builder.withRetain(message.retain());
		if (message.contentType() != null) {
			builder.withContentType(message.contentType());
		}
		if (message.responseTopic() != null) {
			builder.withResponseTopic(message.responseTopic());
		}
		if (message.correlationData() != null) {
			builder.withCorrelationData(message.correlationData());
		}
		if (message.expiry() != null) {
			builder.withMessageExpiryIntervalSeconds(message.expiry().toSeconds());
		}
		if (!message.userProperties().isEmpty()) {
			builder.withUserProperties(message.userProperties()
				.stream()
				.map((property) -> new UserProperty(property.getKey(), property.getValue()))
				.toList());
		}
		return builder.build();
	}

	static IotMessage toMessage(PublishPacket packet) {
		IotMessage.Builder builder = IotMessage.to(packet.getTopic())
			.qos(isAcknowledged(packet) ? Qos.AT_LEAST_ONCE : Qos.AT_MOST_ONCE)
			.retain(Boolean.TRUE.equals(packet.getRetain()))
			.contentType(packet.getContentType())
			.correlationData(packet.getCorrelationData());
		withResponseTopic(builder, packet.getResponseTopic());
		if (packet.getPayload() != null) {
			builder.payload(packet.getPayload());
		}
		if (packet.getMessageExpiryIntervalSeconds() != null && packet.getMessageExpiryIntervalSeconds() > 0) {
			builder.expiry(Duration.ofSeconds(packet.getMessageExpiryIntervalSeconds()));
		}
		if (packet.getUserProperties() != null) {
			packet.getUserProperties().forEach((property) -> builder.userProperty(property.key, property.value));
		}
		return builder.build();
	}

	// an invalid response topic is no reason to lose the message
	private static void withResponseTopic(IotMessage.Builder builder, @Nullable String responseTopic) {
		try {
			builder.responseTopic(responseTopic);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("The response topic of a message is left out: " + PrintableText.of(ex.getMessage()));
		}
	}

	static boolean hasCorruptedText(IotMessage message) {
		return CorruptedText.isIn(message.topic()) || CorruptedText.isIn(message
			.responseTopic()) || CorruptedText.isIn(message.contentType()) || message.userProperties()
				.stream()
				.anyMatch(
						(property) -> CorruptedText.isIn(property.getKey()) || CorruptedText.isIn(property.getValue()));
	}

	static boolean isAcknowledged(PublishPacket packet) {
		return packet.getQOS() != QOS.AT_MOST_ONCE;
	}

	static QOS toQos(Qos qos) {
		return (qos == Qos.AT_LEAST_ONCE) ? QOS.AT_LEAST_ONCE : QOS.AT_MOST_ONCE;
	}

}
