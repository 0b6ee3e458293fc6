package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Sends strings that are random, or valid but for some bytes, and goes on with a
 * connection for as long as the endpoint keeps it.
 */
final class Fuzzer {

	private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("fuzzer", true), NioIoHandler.newFactory());

	private static final SslContext MQTT = context("mqtt");

	private static final SslContext HTTP = context("http/1.1");

	private static final int MAX_STRINGS_ON_CONNECTION = 100;

	/** Who has not answered until then waits for more bytes. */
	private static final int ANSWER_MILLIS = 20;

	private static final int OPEN_MILLIS = 1000;

	private static final byte[] UPGRADE = String
		.join("\r\n", "GET /mqtt?x-amz-customauthorizer-name=a HTTP/1.1", "Host: localhost", "Upgrade: websocket",
				"Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Protocol: mqtt", "", "")
		.getBytes(StandardCharsets.US_ASCII);

	private static final List<byte[]> PACKETS = List.of(
			encode(MqttMessageBuilders.publish()
				.topicName("fuzz/topic")
				.qos(MqttQoS.AT_LEAST_ONCE)
				.messageId(7)
				.payload(Unpooled.wrappedBuffer("some payload".getBytes(StandardCharsets.UTF_8)))
				.build()),
			encode(MqttMessageBuilders.publish()
				.topicName("fuzz/retained")
				.qos(MqttQoS.AT_MOST_ONCE)
				.retained(true)
				.payload(Unpooled.wrappedBuffer(new byte[64]))
				.build()),
			encode(MqttMessageBuilders.subscribe()
				.messageId(8)
				.addSubscription(MqttQoS.AT_LEAST_ONCE, "fuzz/+")
				.addSubscription(MqttQoS.AT_MOST_ONCE, "$share/group/fuzz/#")
				.build()),
			encode(MqttMessageBuilders.unsubscribe().messageId(9).addTopicFilter("fuzz/+").build()),
			encode(MqttMessageBuilders.pubAck().packetId(1).build()), encode(MqttMessage.PINGREQ));

	private final int port;

	private final Random random;

	private final int strings;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private int sent;

	Fuzzer(int port, Random random, int strings) {
		this.port = port;
		this.random = random;
		this.strings = strings;
	}

	// Return how many connections the strings took.
	int run() throws Exception {
		int connections = 0;
		while (this.sent < this.strings) {
			connections++;
			Channel channel = switch (this.random.nextInt(16)) {
				case 0 -> open(null);
				case 1, 2, 3 -> open(HTTP);
				default -> open(MQTT);
			};
			try {
				talk(channel);
			}
			finally {
				channel.close().await(10, TimeUnit.SECONDS);
			}
		}
		return connections;
	}

	private void talk(Channel channel) throws Exception {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls == null) {
			sendMutated(channel, PACKETS.get(0));
			return;
		}
		tls.handshakeFuture().await(10, TimeUnit.SECONDS);
		boolean http = "http/1.1".equals(tls.applicationProtocol());
		byte[] connect = connect();
		// one in eight does not get as far as a session
		if (this.random.nextInt(8) == 0) {
			sendMutated(channel, http ? UPGRADE : connect);
		}
		else if (!http) {
			send(channel, OPEN_MILLIS, connect);
			talkInSession(channel, false);
		}
		else if (send(channel, OPEN_MILLIS, UPGRADE)
				&& (this.random.nextBoolean() || sendMutated(channel, frame(connect)))) {
			send(channel, OPEN_MILLIS, frame(connect));
			talkInSession(channel, true);
		}
	}

	private void talkInSession(Channel channel, boolean framed) throws Exception {
		byte[] ping = encode(MqttMessage.PINGREQ);
		boolean answered = true;
		for (int i = 0; answered && i < MAX_STRINGS_ON_CONNECTION && this.sent < this.strings; i++) {
			byte[] valid = PACKETS.get(this.random.nextInt(PACKETS.size()));
			answered = (framed && this.random.nextBoolean())
					? send(channel, ANSWER_MILLIS, joined(frame(mutation(valid)), frame(ping)))
					: sendMutated(channel, framed ? frame(valid) : valid, framed ? frame(ping) : ping);
		}
	}

	private boolean sendMutated(Channel channel, byte[] valid, byte... ping) throws InterruptedException {
		return send(channel, ANSWER_MILLIS, joined(mutation(valid), ping));
	}

	private byte[] mutation(byte[] valid) {
		this.sent++;
		return (this.random.nextInt(20) == 0) ? randomBytes() : mutate(valid);
	}

	// Return whether the endpoint goes on.
	private boolean send(Channel channel, int millis, byte[] bytes) throws InterruptedException {
		this.answers.clear();
		channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
		return "answer".equals(this.answers.poll(millis, TimeUnit.MILLISECONDS)) && channel.isActive();
	}

	private byte[] connect() {
		return encode(MqttMessageBuilders.connect()
			.protocolVersion(this.random.nextBoolean() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
			.clientId("fuzz-" + this.random.nextInt(1000))
			.cleanSession(true)
			.keepAlive(60)
			.username("user?x-amz-customauthorizer-name=a")
			.password("secret".getBytes(StandardCharsets.UTF_8))
			.willFlag(this.random.nextInt(4) == 0)
			.willTopic("fuzz/will")
			.willMessage(new byte[] { 1, 2, 3 })
			.build());
	}

	private byte[] randomBytes() {
		byte[] bytes = new byte[1 + this.random.nextInt(256)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private byte[] mutate(byte[] valid) {
		byte[] bytes = valid.clone();
		int mutations = 1 + this.random.nextInt(3);
		for (int i = 0; i < mutations && bytes.length > 0; i++) {
			int at = this.random.nextInt(bytes.length);
			switch (this.random.nextInt(6)) {
				case 0 -> bytes[at] ^= (byte) (1 << this.random.nextInt(8));
				case 1 -> bytes[at] = (byte) this.random.nextInt(256);
				case 2 -> bytes = Arrays.copyOf(bytes, at);
				case 3 -> bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
				case 4 -> bytes = joined(Arrays.copyOf(bytes, at), randomBytes(),
						Arrays.copyOfRange(bytes, at, bytes.length));
				default -> bytes[Math.min(1, bytes.length - 1)] = (byte) this.random.nextInt(256);
			}
		}
		// most of the time the length is right, so that what follows it is looked at
		if (bytes.length > 1 && bytes.length < 130 && this.random.nextInt(8) > 0) {
			bytes[1] = (byte) (bytes.length - 2);
		}
		return bytes;
	}

	private static byte[] joined(byte[]... parts) {
		return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
	}

	// A masked binary frame; the mask of zeros leaves the bytes as they are.
	private static byte[] frame(byte[] payload) {
		byte[] header = { (byte) 0x82, (byte) (0x80 | payload.length), 0, 0, 0, 0 };
		return (payload.length < 126) ? joined(header, payload) : header;
	}

	private static byte[] encode(MqttMessage packet) {
		EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
		encoder.writeOutbound(packet);
		ByteBuf bytes = encoder.readOutbound();
		byte[] encoded = ByteBufUtil.getBytes(bytes);
		bytes.release();
		encoder.finishAndReleaseAll();
		return encoded;
	}

	private Channel open(SslContext context) throws InterruptedException {
		return new Bootstrap().group(LOOPS)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					if (context != null) {
						channel.pipeline()
							.addLast(context.newHandler(ByteBufAllocator.DEFAULT, "localhost", Fuzzer.this.port));
					}
					channel.pipeline().addLast(new Listener());
				}
			})
			.connect("127.0.0.1", this.port)
			.sync()
			.channel();
	}

	private static SslContext context(String alpn) {
		try {
			return SslContextBuilder.forClient()
				.sslProvider(SslProvider.JDK)
				// its sessions would look like a leak of the endpoint
				.sessionCacheSize(50)
				.trustManager(TestEndpoint.CERTIFICATE.getRootCertificate())
				.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
						ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
						ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, alpn))
				.build();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Hears that the endpoint says something, or nothing any longer.
	 */
	private final class Listener extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			Fuzzer.this.answers.add("answer");
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			Fuzzer.this.answers.add("end");
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
