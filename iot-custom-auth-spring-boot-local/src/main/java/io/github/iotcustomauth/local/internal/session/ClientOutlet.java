package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.routing.Outlet;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

/**
 * Messages on their way to a connected client.
 */
final class ClientOutlet implements Outlet {

	private final ClientSession session;

	private final long maximumPacketBytes;

	ClientOutlet(ClientSession session, long maximumPacketBytes) {
		this.session = session;
		this.maximumPacketBytes = maximumPacketBytes;
	}

	@Override
	public boolean isWritable() {
		return this.session.client().isWritable();
	}

	@Override
	public boolean mayReceive(RoutedMessage message, String group) {
		PolicyDecision decision = this.session.policies().explainReceive(message.topic(), group);
		if (!decision.isAllowed()) {
			this.session.listener().denied(this.session.clientId(), Refusal.rule(decision));
		}
		return decision.isAllowed();
	}

	@Override
	public boolean send(RoutedMessage message, int qos, boolean retain, int packetId) {
		MqttPublishMessage packet = Packets.publish(message, qos, retain, packetId, this.session.now());
		if (this.maximumPacketBytes < Limits.MQTT_PACKET_BYTES && Packets.bytes(packet) > this.maximumPacketBytes) {
			this.session.listener()
				.denied(this.session.clientId(),
						"a message is discarded, since its packet is larger than the Maximum Packet Size of the client, "
								+ this.maximumPacketBytes + " bytes");
			return false;
		}
		Channels.writeAndFlush(this.session.client(), packet);
		return true;
	}

}
