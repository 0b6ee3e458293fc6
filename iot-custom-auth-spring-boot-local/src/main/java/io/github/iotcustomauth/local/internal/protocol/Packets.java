package io.github.iotcustomauth.local.internal.protocol;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;

/**
 * Builds the packets that the endpoint sends of its own accord.
 */
public final class Packets {

	/** Those with which AWS was seen to send a reason string. */
	private static final Map<Integer, String> REASONS = Map.of(ReasonCode.NOT_AUTHORIZED,
			"Client is not authenticated/authorized to send the message",
			ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, "Subscription identifiers are not supported");

	private Packets() {
	}

	public static MqttConnAckMessage accepted(ConnectRequest request, boolean sessionPresent, ConnackValues scripted) {
		MqttProperties properties = request.isMqtt5() ? changes(request) : MqttProperties.NO_PROPERTIES;
		if (request.isMqtt5() && request.limits().keep(Limit.CONNACK)) {
			addLimits(properties, request);
		}
		scripted.addTo(properties);
		return connAck(MqttConnectReturnCode.CONNECTION_ACCEPTED, sessionPresent, properties);
	}

	public static MqttConnAckMessage refused(int code) {
		return connAck(MqttConnectReturnCode.valueOf((byte) code), false, reason("CONNACK", code));
	}

	private static MqttConnAckMessage connAck(MqttConnectReturnCode code, boolean sessionPresent,
			MqttProperties properties) {
		return new MqttConnAckMessage(header(MqttMessageType.CONNACK),
				new MqttConnAckVariableHeader(code, sessionPresent, properties));
	}

	private static MqttProperties changes(ConnectRequest request) {
		MqttProperties properties = new MqttProperties();
		if (request.isSessionExpiryChanged()) {
			PacketProperties.set(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, request.sessionExpirySeconds());
		}
		if (request.assigned()) {
			properties.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, request.clientId()));
		}
		if (request.isKeepAliveChanged()) {
			PacketProperties.set(properties, MqttProperties.SERVER_KEEP_ALIVE, request.keepAliveSeconds());
		}
		return properties;
	}

	private static void addLimits(MqttProperties properties, ConnectRequest request) {
		Limits limits = request.limits();
		if (limits.keep(Limit.KEEP_ALIVE) && !request.isKeepAliveChanged()) {
			// AWS was seen to repeat it
			PacketProperties.set(properties, MqttProperties.SERVER_KEEP_ALIVE, request.keepAliveSeconds());
		}
		PacketProperties.set(properties, MqttProperties.RECEIVE_MAXIMUM, limits.inFlight());
		PacketProperties.set(properties, MqttProperties.MAXIMUM_QOS, Limits.MAXIMUM_QOS);
		PacketProperties.set(properties, MqttProperties.RETAIN_AVAILABLE, 1);
		PacketProperties.set(properties, MqttProperties.MAXIMUM_PACKET_SIZE, limits.packetBytes());
		PacketProperties.set(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM, Limits.TOPIC_ALIASES);
		PacketProperties.set(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 1);
		PacketProperties.set(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
		PacketProperties.set(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 1);
	}

	public static MqttMessage disconnect(int code) {
		return disconnect(code, reason("DISCONNECT", code));
	}

	public static MqttMessage disconnect(int code, MqttProperties properties) {
		return new MqttMessage(header(MqttMessageType.DISCONNECT),
				new MqttReasonCodeAndPropertiesVariableHeader((byte) code, properties));
	}

	public static MqttPubAckMessage pubAck(int packetId, int code) {
		return new MqttPubAckMessage(header(MqttMessageType.PUBACK),
				new MqttPubReplyMessageVariableHeader(packetId, (byte) code, MqttProperties.NO_PROPERTIES));
	}

	public static MqttSubAckMessage subAck(int packetId, List<Integer> codes) {
		return new MqttSubAckMessage(header(MqttMessageType.SUBACK),
				new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
				new MqttSubAckPayload(codes));
	}

	public static MqttUnsubAckMessage unsubAck(int packetId, List<Short> codes) {
		return new MqttUnsubAckMessage(header(MqttMessageType.UNSUBACK),
				new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
				new MqttUnsubAckPayload(codes));
	}

	public static MqttPublishMessage publish(RoutedMessage message, int qos, boolean retain, int packetId, long now) {
		MqttProperties properties = message.properties();
		if (message.expires()) {
			properties = PacketProperties.without(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL);
			PacketProperties.set(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, message.remainingSeconds(now));
		}
		return new MqttPublishMessage(
				new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), retain, 0),
				new MqttPublishVariableHeader(message.topic(), packetId, properties),
				Unpooled.wrappedBuffer(message.payload()));
	}

	// Return the size of a PUBLISH of MQTT 5.
	public static int bytes(MqttPublishMessage publish) {
		MqttPublishVariableHeader header = publish.variableHeader();
		int properties = PacketProperties.encodedBytes(header.properties());
		int bytes = 2 + ByteBufUtil.utf8Bytes(header.topicName()) + ((header.packetId() > 0) ? 2 : 0)
				+ lengthBytes(properties) + properties + publish.payload().readableBytes();
		return 1 + lengthBytes(bytes) + bytes;
	}

	private static int lengthBytes(int length) {
		return (length < 0x80) ? 1 : (length < 0x4000) ? 2 : 3;
	}

	private static MqttProperties reason(String packet, int code) {
		MqttProperties properties = new MqttProperties();
		String reason = REASONS.get(code);
		if (reason != null) {
			properties
				.add(new StringProperty(MqttProperties.REASON_STRING, packet + ":" + reason + ":" + UUID.randomUUID()));
		}
		return properties;
	}

	private static MqttFixedHeader header(MqttMessageType type) {
		return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
	}

}
