package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One MQTT connection to the broker, on the event loop of the client it serves.
 */
final class BrokerLink extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(BrokerLink.class);

	private static final int CONNECT_MILLIS = 5000;

	private static final int CLOSE_MILLIS = 5000;

	/** Names and properties may make a packet larger than the one of a client was. */
	private static final int MAX_PACKET_BYTES = 4 * Limits.UNLIMITED_PACKET_BYTES;

	private final MqttConnectMessage connect;

	private final Receiver receiver;

	private final Channel channel;

	/** False if the socket could not even be registered. */
	private final boolean opened;

	private final Promise<Void> closed;

	private boolean ending;

	private BrokerLink(EventLoop loop, BrokerAddress broker, MqttConnectMessage connect, Receiver receiver) {
		this.connect = connect;
		this.receiver = receiver;
		Bootstrap bootstrap = new Bootstrap().group(loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new MqttDecoder(MAX_PACKET_BYTES), MqttEncoder.INSTANCE, BrokerLink.this);
				}
			});
		this.closed = loop.newPromise();
		ChannelFuture connecting = bootstrap.connect(broker.socketAddress());
		this.channel = connecting.channel();
		this.opened = !connecting.isDone() || connecting.isSuccess();
		if (this.opened) {
			this.channel.closeFuture().addListener((closed) -> onClosed());
		}
		else {
			logger.warn("There is no link to the broker: " + connecting.cause());
			loop.execute(this::onClosed);
		}
	}

	// Open a link; everything it hears goes to the receiver, the CONNACK included.
	static BrokerLink open(EventLoop loop, BrokerAddress broker, MqttConnectMessage connect, Receiver receiver) {
		return new BrokerLink(loop, broker, connect, receiver);
	}

	void write(MqttMessage message) {
		Channels.write(this.channel, message);
	}

	void flush() {
		this.channel.flush();
	}

	boolean isWritable() {
		return this.channel.isWritable();
	}

	void setReading(boolean reading) {
		this.channel.config().setAutoRead(reading);
	}

	// Take leave of the broker, which closes only when it has cleaned up: until then a
	// new link for the same session could meet the remains of this one.
	void end(MqttMessage disconnect) {
		if (this.ending) {
			return;
		}
		this.ending = true;
		if (!this.opened) {
			return;
		}
		if (!this.channel.isActive()) {
			Channels.close(this.channel);
			return;
		}
		setReading(true);
		Channels.writeAndFlush(this.channel, disconnect);
		Channels.closeLater(this.channel, CLOSE_MILLIS);
	}

	// Close after a while, unless the link has been closed until then.
	void closeLater(int millis) {
		if (this.opened) {
			Channels.closeLater(this.channel, millis);
		}
	}

	Future<Void> whenClosed() {
		return this.closed;
	}

	private void onClosed() {
		try {
			if (!this.ending) {
				this.ending = true;
				this.receiver.onClosed();
			}
		}
		finally {
			this.closed.trySuccess(null);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		Channels.writeAndFlush(this.channel, this.connect);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.ending || !(message instanceof MqttMessage packet)) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (packet.decoderResult().isFailure()) {
			Channels.close(this.channel);
		}
		else if (packet instanceof MqttConnAckMessage connAck) {
			this.receiver.onConnAck(connAck);
		}
		else {
			this.receiver.onPacket(packet);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (!this.ending) {
			this.receiver.onReadComplete();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (!this.ending) {
			this.receiver.onWritabilityChanged(this.channel.isWritable());
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("A link to the broker failed", cause);
		Channels.close(this.channel);
	}

	/**
	 * Hears the broker.
	 */
	interface Receiver {

		void onConnAck(MqttConnAckMessage connAck);

		// Take a packet, and with it the duty to release it.
		void onPacket(MqttMessage packet);

		void onReadComplete();

		void onWritabilityChanged(boolean writable);

		/**
		 * The broker closed the link without having been asked to.
		 */
		void onClosed();

	}

}
