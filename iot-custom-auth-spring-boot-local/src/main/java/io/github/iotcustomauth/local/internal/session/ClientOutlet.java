package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.rate.PublishRate;
import io.github.iotcustomauth.local.internal.rate.Throughput;
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

	private final PublishRate rate;

	private final Throughput throughput;

	ClientOutlet(ClientSession session, long maximumPacketBytes) {
		this.session = session;
		this.maximumPacketBytes = maximumPacketBytes;
		this.rate = new PublishRate(session.limits().publishesPerSecond(), session::now);
		this.throughput = new Throughput(session.limits().bytesPerSecond(), session::now);
	}

	@Override
	public boolean isWritable() {
		return this.session.client().isWritable() && this.throughput.delayNanos() == 0;
	}

	@Override
	public boolean mayReceive(RoutedMessage message, String group) {
		PolicyDecision decision = this.session.policies().explainReceive(message.topic(), group);
		if (!decision.isAllowed()) {
			this.session.deny(Refusal.rule(decision));
		}
		return decision.isAllowed();
	}

	@Override
	public boolean renumbers() {
		return this.session.context().faults().is(ScriptedFaults.Switch.REDELIVERED_RENUMBERED);
	}

	@Override
	public long delayNanos() {
		return this.rate.delayNanos();
	}

	@Override
	public boolean send(RoutedMessage message, int qos, boolean retain, int packetId) {
		MqttPublishMessage packet = Packets.publish(message, qos, retain, packetId, this.session.now());
		if (this.maximumPacketBytes < this.session.limits().packetBytes()
				&& Packets.bytes(packet) > this.maximumPacketBytes) {
			this.session
				.deny("a message is discarded, since its packet is larger than the Maximum Packet Size of the client, "
						+ this.maximumPacketBytes + " bytes");
			return false;
		}
		if (!this.rate.tryAcquire()) {
			this.session.deny(Limit.PUBLISH_RATE
				.broken("a message for the client is discarded, since there are too many within a second"));
			return false;
		}
		Channels.writeAndFlush(this.session.client(), packet);
		long delay = this.throughput.add(Packets.bytes(packet));
		if (delay > 0) {
			Channels.schedule(this.session.client(), this.session.routing()::drain, delay);
		}
		return true;
	}

}
