package io.github.iotcustomauth.local.internal.session;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.protocol.Will;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes last wills, each on a short link of its own.
 */
public final class WillPublisher implements Consumer<Will> {

	private static final Log logger = LogFactory.getLog(WillPublisher.class);

	private static final int PACKET_ID = 1;

	private static final int PATIENCE_MILLIS = 10_000;

	private final EventLoop loop;

	private final BrokerAddress broker;

	private final Set<Future<?>> underWay = new HashSet<>();

	private final int patienceMillis;

	private long links;

	public WillPublisher(EventLoop loop, BrokerAddress broker) {
		this(loop, broker, PATIENCE_MILLIS);
	}

	public WillPublisher(EventLoop loop, BrokerAddress broker, int patienceMillis) {
		this.loop = loop;
		this.broker = broker;
		this.patienceMillis = patienceMillis;
	}

	@Override
	public void accept(Will will) {
		if (Topics.isReserved(will.topic())) {
			// as a message that a client publishes there: nobody hears it
			return;
		}
		Delivery delivery = new Delivery(will);
		BrokerLink link = BrokerLink.open(this.loop, this.broker, this.broker.ownConnect(String.valueOf(this.links++)),
				delivery);
		link.closeLater(this.patienceMillis);
		delivery.link = link;
		this.underWay.add(link.whenClosed());
		link.whenClosed().addListener(this.underWay::remove);
	}

	// Return the wills that the broker may not have taken yet.
	public Set<Future<?>> underWay() {
		return Set.copyOf(this.underWay);
	}

	/**
	 * One will on its way to the broker.
	 */
	private static final class Delivery implements BrokerLink.Receiver {

		private final Will will;

		private @Nullable BrokerLink link;

		Delivery(Will will) {
			this.will = will;
		}

		@Override
		public void onConnAck(MqttConnAckMessage connAck) {
			BrokerLink link = this.link;
			if (link == null) {
				return;
			}
			boolean accepted = connAck.variableHeader()
				.connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED;
			if (accepted) {
				link.write(Packets.publish(this.will, PACKET_ID));
				link.flush();
			}
			else {
				logger.warn("A last will is not published: the broker refused the link");
			}
			if (!accepted || this.will.qos() == 0) {
				link.end(Packets.disconnect(ReasonCode.SUCCESS));
			}
		}

		@Override
		public void onPacket(MqttMessage packet) {
			ReferenceCountUtil.release(packet);
			if (this.link == null) {
				return;
			}
			if (packet.fixedHeader().messageType() == MqttMessageType.PUBREC) {
				this.link.write(Packets.qos2Step(MqttMessageType.PUBREL, PACKET_ID));
				this.link.flush();
			}
			else {
				this.link.end(Packets.disconnect(ReasonCode.SUCCESS));
			}
		}

		@Override
		public void onReadComplete() {
		}

		@Override
		public void onWritabilityChanged(boolean writable) {
		}

		@Override
		public void onClosed() {
		}

	}

}
