package io.github.iotcustomauth.local.internal.session;

import java.util.HashSet;
import java.util.Set;

import io.github.iotcustomauth.local.internal.protocol.BrokerNames;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.util.ReferenceCountUtil;

/**
 * Decides about every packet that the broker sends to a client.
 */
final class OutboundRules implements BrokerLink.Receiver {

	private final ClientSession session;

	private final InboundRules inbound;

	/** The packet ids of messages with QoS 2 that the client does not get. */
	private final Set<Integer> withheld = new HashSet<>();

	OutboundRules(ClientSession session, InboundRules inbound) {
		this.session = session;
		this.inbound = inbound;
	}

	@Override
	public void onConnAck(MqttConnAckMessage connAck) {
		this.session.accept(connAck, this.inbound);
	}

	@Override
	public void onPacket(MqttMessage packet) {
		try {
			switch (packet.fixedHeader().messageType()) {
				case PUBLISH -> onPublish((MqttPublishMessage) packet);
				case PUBACK -> onPubAck(packet);
				case SUBACK -> this.inbound.onSubAck((MqttSubAckMessage) packet);
				case PUBREL -> onPubRel(packet);
				case UNSUBACK -> this.inbound.onUnsubAck((MqttUnsubAckMessage) packet);
				case PUBREC, PUBCOMP -> this.session.write(packet);
				case DISCONNECT -> onClosed();
				default -> {
				}
			}
		}
		finally {
			ReferenceCountUtil.release(packet);
		}
	}

	private void onPublish(MqttPublishMessage publish) {
		MqttPublishVariableHeader header = publish.variableHeader();
		String topic = BrokerNames.fromBroker(header.topicName());
		if (isWithheld(publish, topic)) {
			withhold(publish);
			return;
		}
		this.session.write(new MqttPublishMessage(publish.fixedHeader(),
				new MqttPublishVariableHeader(topic, header.packetId(), header.properties()),
				publish.payload().retain()));
	}

	// As if the client had taken it, so that the broker goes on.
	private void withhold(MqttPublishMessage publish) {
		int packetId = publish.variableHeader().packetId();
		if (publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
			this.session.link().write(Packets.pubAck(packetId, ReasonCode.SUCCESS));
		}
		else if (publish.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE) {
			this.withheld.add(packetId);
			this.session.link().write(Packets.qos2Step(MqttMessageType.PUBREC, packetId));
		}
	}

	private void onPubRel(MqttMessage packet) {
		int packetId = ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
		if (this.withheld.remove(packetId)) {
			this.session.link().write(Packets.qos2Step(MqttMessageType.PUBCOMP, packetId));
		}
		else {
			this.session.write(packet);
		}
	}

	private boolean isWithheld(MqttPublishMessage publish, String topic) {
		PolicyDecision decision = this.session.policies().explain("iot:Receive", "topic/" + topic, Set.of());
		if (!decision.isAllowed()) {
			this.session.listener().denied(this.session.clientId(), Refusal.rule(decision));
			return true;
		}
		// they go to exact filters only, which MQTT 5 subscriptions say themselves, see
		// SubscribeRules
		return !this.session.isMqtt5() && publish.fixedHeader().isRetain() && !this.session.filters().contains(topic);
	}

	private void onPubAck(MqttMessage packet) {
		MqttMessageIdVariableHeader header = (MqttMessageIdVariableHeader) packet.variableHeader();
		int code = (header instanceof MqttPubReplyMessageVariableHeader reply) ? reply.reasonCode() & 0xFF
				: ReasonCode.SUCCESS;
		this.inbound.publishes().onPubAck(header.messageId(), code);
	}

	@Override
	public void onReadComplete() {
		this.session.client().flush();
		this.session.link().flush();
	}

	@Override
	public void onWritabilityChanged(boolean writable) {
		this.inbound.updateReading();
	}

	@Override
	public void onClosed() {
		this.session.end(EndReason.SERVER_ERROR, ReasonCode.SERVER_SHUTTING_DOWN, "the broker closed the session");
	}

}
