package io.github.iotcustomauth.local.internal.session;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
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
			this.session.listener().denied(this.session.clientId(), Refusal.rule(decision));
		}
		return decision.isAllowed();
	}

	@Override
	public boolean renumbers() {
		return this.session.faults().isRedeliveredRenumbered();
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
			this.session.listener()
				.denied(this.session.clientId(),
						"a message is discarded, since its packet is larger than the Maximum Packet Size of the client, "
								+ this.maximumPacketBytes + " bytes");
			return false;
		}
		if (!this.rate.tryAcquire()) {
			this.session.listener()
				.denied(this.session.clientId(), Limit.PUBLISH_RATE
					.broken("a message for the client is discarded, since there are too many within a second"));
			return false;
		}
		Channels.writeAndFlush(this.session.client(), packet);
		delayNext(this.throughput.add(Packets.bytes(packet)));
		return true;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // to drain a session that has ended
													// does nothing
	private void delayNext(long nanos) {
		if (nanos > 0) {
			this.session.client().eventLoop().schedule(this.session.routing()::drain, nanos, TimeUnit.NANOSECONDS);
		}
	}

}
