package io.github.iotcustomauth.local;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An MQTT client without a will of its own: sends what it is told to, shows every packet,
 * and knows whether a close frame came before the end.
 */
final class RawClient implements AutoCloseable {

	private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("raw-client", true), NioIoHandler.newFactory());

	private static final Consumer<Channel> NO_UPGRADE = (channel) -> {
	};

	private static final int SETTLED_PACKET_ID = 65_000;

	private static final int SETTLED_ROUNDS = 3;

	private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

	private final Channel channel;

	private final int version;

	private RawClient(int port, int version, X509Certificate trusted, @Nullable X509Bundle own,
			Consumer<Channel> upgrade, String... alpn) throws Exception {
		this(port, version, context(trusted, own, alpn), upgrade);
	}

	private RawClient(int port, int version, @Nullable SslContext context, Consumer<Channel> upgrade) throws Exception {
		this.version = version;
		// kept, because the channel forgets it when the endpoint hangs up at once
		SslHandler tls = (context != null) ? context.newHandler(ByteBufAllocator.DEFAULT, "localhost", port) : null;
		this.channel = new Bootstrap().group(LOOPS)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					if (tls != null) {
						channel.pipeline().addLast(tls);
					}
					upgrade.accept(channel);
					channel.pipeline().addLast(new MqttDecoder(1 << 21), MqttEncoder.INSTANCE, new Recorder());
				}
			})
			.connect(new InetSocketAddress("127.0.0.1", port))
			.sync()
			.channel();
		this.channel.closeFuture().addListener((closed) -> this.received.add("end"));
		if (tls != null) {
			tls.handshakeFuture().await(10, TimeUnit.SECONDS);
		}
	}

	/**
	 * What many clients can share, since making it takes longer than a handshake.
	 */
	static SslContext sharedContext() throws Exception {
		return context(TestEndpoint.CERTIFICATE.getRootCertificate(), null, "mqtt");
	}

	private static SslContext context(X509Certificate trusted, @Nullable X509Bundle own, String... alpn)
			throws Exception {
		SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(trusted);
		if (own != null) {
			builder.keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath());
		}
		if (alpn.length > 0) {
			builder.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
					ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
					ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, alpn));
		}
		return builder.build();
	}

	private static void addWebSocket(Channel channel, int port, String path, HttpHeaders headers) {
		channel.pipeline()
			.addLast(new HttpClientCodec(), new HttpObjectAggregator(8192),
					new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
						.webSocketUri(URI.create("wss://localhost:" + port + path))
						.version(WebSocketVersion.V13)
						.subprotocol("mqtt")
						.customHeaders(headers)
						.handleCloseFrames(false)
						.sendCloseFrame(null)
						.maxFramePayloadLength(1 << 21)
						.handshakeTimeoutMillis(60_000)
						.build()),
					new Frames());
	}

	static RawClient tls(int port, int version) throws Exception {
		return tls(port, version, TestEndpoint.CERTIFICATE.getRootCertificate());
	}

	static RawClient tls(int port, int version, X509Certificate trusted) throws Exception {
		return new RawClient(port, version, trusted, null, NO_UPGRADE, "mqtt");
	}

	static RawClient tls(int port, int version, SslContext shared) throws Exception {
		return new RawClient(port, version, shared, NO_UPGRADE);
	}

	/**
	 * Connect to a broker of others, without TLS.
	 */
	static RawClient plain(int port, int version) throws Exception {
		return new RawClient(port, version, null, NO_UPGRADE);
	}

	/**
	 * Present a certificate, and whatever signed it.
	 */
	static RawClient withCertificate(int port, int version, X509Bundle own, String... alpn) throws Exception {
		return new RawClient(port, version, TestEndpoint.CERTIFICATE.getRootCertificate(), own, NO_UPGRADE, alpn);
	}

	static RawClient upgradingWithCertificate(int port, X509Bundle own) throws Exception {
		return new RawClient(port, 5, TestEndpoint.CERTIFICATE.getRootCertificate(), own,
				(channel) -> addWebSocket(channel, port, "/mqtt?a=%20b", new DefaultHttpHeaders()));
	}

	static RawClient tlsWithAlpn(int port, String... alpn) throws Exception {
		return new RawClient(port, 5, TestEndpoint.CERTIFICATE.getRootCertificate(), null, NO_UPGRADE, alpn);
	}

	static RawClient webSocket(int port, int version) throws Exception {
		return upgrading(port, version).upgraded();
	}

	/**
	 * Ask for a WebSocket with a query and headers of one's own.
	 */
	static RawClient webSocket(int port, int version, String query, HttpHeaders headers) throws Exception {
		return upgrading(port, version, TestEndpoint.CERTIFICATE.getRootCertificate(), "/mqtt" + query, headers)
			.upgraded();
	}

	/**
	 * Ask an endpoint with a certificate of its own for a WebSocket.
	 */
	static RawClient webSocket(int port, int version, X509Certificate trusted) throws Exception {
		return upgrading(port, version, trusted, "/mqtt", new DefaultHttpHeaders()).upgraded();
	}

	private RawClient upgraded() throws Exception {
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("upgraded");
		return this;
	}

	/**
	 * Ask for a WebSocket, and do not wait for the answer.
	 */
	static RawClient upgrading(int port, int version) throws Exception {
		return upgrading(port, version, TestEndpoint.CERTIFICATE.getRootCertificate(), "/mqtt?a=%20b",
				new DefaultHttpHeaders().add("X-Token", "t+1").add("X-Token", "t+2"));
	}

	private static RawClient upgrading(int port, int version, X509Certificate trusted, String path, HttpHeaders headers)
			throws Exception {
		return new RawClient(port, version, trusted, null, (channel) -> addWebSocket(channel, port, path, headers));
	}

	/**
	 * Send a CONNECT and return the CONNACK.
	 */
	MqttConnAckMessage connect(String clientId, Consumer<MqttMessageBuilders.ConnectBuilder> customizer)
			throws Exception {
		sendConnect(clientId, customizer);
		return (MqttConnAckMessage) next();
	}

	MqttConnAckMessage connect(String clientId) throws Exception {
		return connect(clientId, (connect) -> {
		});
	}

	void sendConnect(String clientId, Consumer<MqttMessageBuilders.ConnectBuilder> customizer) {
		MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
			.protocolVersion((this.version == 5) ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
			.clientId(clientId)
			.cleanSession(true)
			.keepAlive(60);
		customizer.accept(connect);
		send(connect.build());
	}

	void send(Object message) {
		this.channel.writeAndFlush(message);
	}

	/**
	 * Return whether the endpoint takes a message within some milliseconds.
	 */
	boolean sendWithin(Object message, int millis) throws Exception {
		return this.channel.writeAndFlush(message).await(millis, TimeUnit.MILLISECONDS);
	}

	void sendBytes(int... bytes) {
		byte[] raw = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			raw[i] = (byte) bytes[i];
		}
		send(Unpooled.wrappedBuffer(raw));
	}

	void publish(String topic, int qos, int packetId, String payload) {
		publish(topic, qos, packetId, payload.getBytes(StandardCharsets.UTF_8), false, MqttProperties.NO_PROPERTIES);
	}

	void publish(String topic, int qos, int packetId, byte[] payload, boolean retained, MqttProperties properties) {
		send(new MqttPublishMessage(
				new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), retained, 0),
				new MqttPublishVariableHeader(topic, packetId, properties), Unpooled.wrappedBuffer(payload)));
	}

	void sendSubscribe(int packetId, int qos, String... filters) {
		MqttMessageBuilders.SubscribeBuilder subscribe = MqttMessageBuilders.subscribe().messageId(packetId);
		for (String filter : filters) {
			subscribe.addSubscription(MqttQoS.valueOf(qos), filter);
		}
		send(subscribe.build());
	}

	List<Integer> subscribe(int packetId, int qos, String... filters) throws Exception {
		sendSubscribe(packetId, qos, filters);
		MqttMessage answer = next();
		assertThat(answer).isInstanceOf(MqttSubAckMessage.class);
		MqttSubAckMessage subAck = (MqttSubAckMessage) answer;
		assertThat(subAck.variableHeader().messageId()).isEqualTo(packetId);
		return subAck.payload().reasonCodes();
	}

	void disconnect() {
		send(new MqttMessage(new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0)));
	}

	/**
	 * Return the next packet.
	 */
	MqttMessage next() throws Exception {
		Object next = this.received.poll(10, TimeUnit.SECONDS);
		assertThat(next).isInstanceOf(MqttMessage.class);
		return (MqttMessage) next;
	}

	void expectPubAck(int packetId, int code) throws Exception {
		MqttMessage pubAck = next();
		assertThat(pubAck.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBACK);
		MqttMessageIdVariableHeader header = (MqttMessageIdVariableHeader) pubAck.variableHeader();
		assertThat(header.messageId()).isEqualTo(packetId);
		int reason = (header instanceof MqttPubReplyMessageVariableHeader reply) ? reply.reasonCode() & 0xFF : 0;
		assertThat(reason).isEqualTo(code);
	}

	/**
	 * Expect a message and return its payload.
	 */
	String expectMessage(String topic) throws Exception {
		MqttMessage next = next();
		assertThat(next).isInstanceOf(MqttPublishMessage.class);
		MqttPublishMessage message = (MqttPublishMessage) next;
		assertThat(message.variableHeader().topicName()).isEqualTo(topic);
		return message.payload().toString(StandardCharsets.UTF_8);
	}

	/**
	 * Expect a message and return its topic.
	 */
	String expectTopic() throws Exception {
		return ((MqttPublishMessage) next()).variableHeader().topicName();
	}

	/**
	 * Expect a DISCONNECT with a code, then the end, and return its properties.
	 */
	MqttProperties expectDisconnect(int code) throws Exception {
		MqttMessage disconnect = next();
		assertThat(disconnect.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
		MqttReasonCodeAndPropertiesVariableHeader header = (MqttReasonCodeAndPropertiesVariableHeader) disconnect
			.variableHeader();
		assertThat(header.reasonCode() & 0xFF).isEqualTo(code);
		expectEnd();
		return header.properties();
	}

	/**
	 * Expect the end of the connection as the very next thing.
	 */
	void expectEnd() throws Exception {
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
	}

	/**
	 * Expect the end of the connection, whatever packets come before it.
	 */
	void expectEndAtLast() throws Exception {
		Object next = this.received.poll(10, TimeUnit.SECONDS);
		while (next instanceof MqttMessage) {
			next = this.received.poll(10, TimeUnit.SECONDS);
		}
		assertThat(next).isEqualTo("end");
	}

	void expectEmptyCloseFrameAndEnd() throws Exception {
		expectCloseFrameAndEnd(0);
	}

	void expectCloseFrameAndEnd(int bytes) throws Exception {
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("close frame of " + bytes + " bytes");
		expectEnd();
	}

	/**
	 * Expect that a PINGREQ is answered, and nothing else was.
	 */
	void expectNothingButPong() throws Exception {
		send(MqttMessage.PINGREQ);
		assertThat(next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
	}

	/**
	 * Expect that nothing came through the broker. The endpoint itself answers a PINGREQ,
	 * which overtakes what is on its way through the broker; messages of this client to
	 * itself do not. Several, since the broker does not promise the order of two
	 * subscriptions.
	 */
	void expectNothingFromBroker() throws Exception {
		String topic = "settled/" + UUID.randomUUID();
		assertThat(subscribe(SETTLED_PACKET_ID, 0, topic)).containsExactly(0);
		for (int i = 0; i < SETTLED_ROUNDS; i++) {
			expectNothingBefore(topic);
		}
		expectNothingButPong();
	}

	/**
	 * Expect that nothing came through the broker before a message that is published now,
	 * on a topic that this client is subscribed to.
	 */
	void expectNothingBefore(String topic) throws Exception {
		String payload = "settled " + UUID.randomUUID();
		publish(topic, 0, 0, payload);
		assertThat(expectMessage(topic)).isEqualTo(payload);
	}

	/**
	 * Return how many messages came until a PINGREQ was answered.
	 */
	int drain() throws Exception {
		send(MqttMessage.PINGREQ);
		int messages = 0;
		while (next().fixedHeader().messageType() != MqttMessageType.PINGRESP) {
			messages++;
		}
		return messages;
	}

	/**
	 * Expect that nothing came until now, and the connection is still there.
	 */
	void expectNothingSoFar() {
		assertThat(this.received).isEmpty();
		assertThat(isOpen()).isTrue();
	}

	boolean isOpen() {
		return this.channel.isActive();
	}

	/**
	 * Return whether a PINGREQ is answered before the connection ends.
	 */
	boolean answersPing() {
		send(MqttMessage.PINGREQ);
		try {
			while (true) {
				Object next = this.received.poll(10, TimeUnit.SECONDS);
				if (!(next instanceof MqttMessage packet)) {
					return false;
				}
				if (packet.fixedHeader().messageType() == MqttMessageType.PINGRESP) {
					return true;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void setReading(boolean reading) {
		this.channel.config().setAutoRead(reading);
	}

	/**
	 * Close without a DISCONNECT.
	 */
	@Override
	public void close() throws Exception {
		this.channel.close().await(10, TimeUnit.SECONDS);
	}

	/**
	 * Keeps what arrives.
	 */
	private final class Recorder extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof CloseWebSocketFrame close) {
				RawClient.this.received.add("close frame of " + close.content().readableBytes() + " bytes");
				close.release();
			}
			else if (message instanceof MqttPublishMessage publish) {
				// off the pool, so that no test has to release it
				RawClient.this.received.add(new MqttPublishMessage(publish.fixedHeader(), publish.variableHeader(),
						Unpooled.wrappedBuffer(ByteBufUtil.getBytes(publish.payload()))));
				publish.release();
			}
			else {
				RawClient.this.received.add(message);
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
				RawClient.this.received.add("upgraded");
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	/**
	 * Frames to bytes and back, close frames left alone.
	 */
	private static final class Frames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

		Frames() {
			super(WebSocketFrame.class, ByteBuf.class);
		}

		@Override
		protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
			out.add(new BinaryWebSocketFrame(bytes.retain()));
		}

		@Override
		protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
			out.add((frame instanceof CloseWebSocketFrame) ? frame.retain() : frame.content().retain());
		}

	}

}
