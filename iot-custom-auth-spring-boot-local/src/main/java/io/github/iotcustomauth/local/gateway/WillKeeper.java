package io.github.iotcustomauth.local.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Publishes last wills, since those of the broker lose properties, come late and are not
 * sent on take-over. Each will travels on a short link of its own.
 */
final class WillKeeper {

	private static final int MAX_DELAYED = 1000;

	private final EventLoop loop;

	private final BrokerAddress broker;

	private final Map<String, Delayed> delayed = new HashMap<>();

	private long links;

	WillKeeper(EventLoop loop, BrokerAddress broker) {
		this.loop = loop;
		this.broker = broker;
	}

	// Publish the will of a client that has gone, at the latest when its session ends.
	void leave(String clientId, Will will, long sessionExpirySeconds) {
		long delay = Math.min(will.delaySeconds(), sessionExpirySeconds);
		// too many: better early than never
		if (delay == 0 || this.delayed.size() >= MAX_DELAYED) {
			publish(will);
			return;
		}
		Future<?> timer = this.loop.schedule(() -> {
			this.delayed.remove(clientId);
			publish(will);
		}, delay, TimeUnit.SECONDS);
		this.delayed.put(clientId, new Delayed(will, timer));
	}

	// A client is back: its delayed will is void, unless the session it belongs to ends
	// here.
	void comeBack(String clientId, boolean cleanStart) {
		Delayed pending = this.delayed.remove(clientId);
		if (pending != null && pending.timer().cancel(false) && cleanStart) {
			publish(pending.will());
		}
	}

	private void publish(Will will) {
		MqttConnectMessage connect = MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_5)
			.clientId("$gateway/" + this.links++)
			.cleanSession(true)
			.keepAlive(0)
			.username(this.broker.username())
			.password(this.broker.passwordBytes())
			.build();
		Delivery delivery = new Delivery(will);
		delivery.link = BrokerLink.open(this.loop, this.broker, connect, delivery);
	}

	private record Delayed(Will will, Future<?> timer) {
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
			if (link != null) {
				link.write(Packets.publish(this.will, 1));
				if (this.will.qos() == 0) {
					link.end(Packets.disconnect(ReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES));
				}
				else {
					link.flush();
				}
			}
		}

		@Override
		public void onPacket(MqttMessage packet) {
			ReferenceCountUtil.release(packet);
			if (this.link != null) {
				this.link.end(Packets.disconnect(ReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES));
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
