package io.github.iotcustomauth.local.internal.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.Faults;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link InboundRules} and a broker that takes its time.
 */
@Timeout(60)
class InboundRulesTests {

	private static final int PAYLOAD_BYTES = 100_000;

	private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final EventLoop loop = this.loops.next();

	private final EmbeddedChannel client = new EmbeddedChannel();

	private final BlockingQueue<MqttUnsubscribeMessage> marks = new LinkedBlockingQueue<>();

	private volatile Channel link;

	@BeforeEach
	void connect() throws Exception {
		int port = ((InetSocketAddress) startBroker().localAddress()).getPort();
		call(() -> {
			open(new BrokerAddress(port, "", ""));
			return null;
		});
		await().until(() -> call(() -> this.client.pipeline().get(InboundRules.class) != null));
	}

	@AfterEach
	void stop() {
		this.loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
	}

	private Channel startBroker() throws Exception {
		return new ServerBootstrap().group(this.loops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					InboundRulesTests.this.link = channel;
					channel.pipeline().addLast(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE, new Broker());
				}
			})
			.bind(NetUtil.LOCALHOST4, 0)
			.sync()
			.channel();
	}

	private void open(BrokerAddress broker) {
		this.client.pipeline()
			.addLast(Pipeline.TLS, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.DEADLINE, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.CONNECT, new ChannelInboundHandlerAdapter());
		SessionContext context = new SessionContext(this.loop, broker, (attempt) -> {
			throw new IllegalStateException();
		}, mock(), new SessionDirectory(), new WillKeeper(this.loop, new WillPublisher(this.loop, broker)),
				new LifecycleEvents(this.loop, broker, false), new ConnectRate(false, () -> 0), Limits.ALL, 1,
				new Faults(), mock());
		ConnectRequest request = ConnectRequest
			.of(MqttMessageBuilders.connect().protocolVersion(MqttVersion.MQTT_5).clientId("a").build(), Limits.ALL);
		new ClientSession(context, this.client, request, request.toAttempt(null, null, null),
				new ConnectDecision.Granted("p", (action, resource) -> true, Duration.ofDays(1), Duration.ofDays(1)))
			.open();
	}

	@Test
	void clientIsReadFromAsFastAsTheBrokerComesToItsPackets() throws Exception {
		publish(BrokerBacklog.WINDOW_BYTES / PAYLOAD_BYTES + 1);
		assertThat(isRead()).isTrue();
		MqttUnsubscribeMessage mark = this.marks.poll(10, TimeUnit.SECONDS);
		assertThat(mark).isNotNull();
		publish(BrokerBacklog.WINDOW_BYTES / PAYLOAD_BYTES + 1);
		assertThat(isRead()).isFalse();
		assertThat(this.marks).isEmpty();
		this.link.writeAndFlush(Packets.unsubAck(mark.variableHeader().messageId(), List.of((short) 0x11)));
		await().until(this::isRead);
		assertThat(this.<MqttMessage>call(this.client::readOutbound).fixedHeader().messageType().name())
			.isEqualTo("CONNACK");
		assertThat(this.<Object>call(this.client::readOutbound)).as("what the client gets of the mark").isNull();
	}

	private void publish(int messages) throws Exception {
		call(() -> {
			for (int i = 0; i < messages; i++) {
				// as the codec reads it
				this.client.writeInbound(new MqttPublishMessage(
						new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false,
								PAYLOAD_BYTES + 4),
						new MqttPublishVariableHeader("t", 0, MqttProperties.NO_PROPERTIES),
						Unpooled.wrappedBuffer(new byte[PAYLOAD_BYTES])));
			}
			return null;
		});
	}

	private boolean isRead() throws Exception {
		return call(() -> this.client.config().isAutoRead());
	}

	private <T> T call(Callable<T> task) throws Exception {
		return this.loop.submit(task).get(10, TimeUnit.SECONDS);
	}

	private final class Broker extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof MqttConnectMessage) {
				context.writeAndFlush(
						MqttMessageBuilders.connAck().returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED).build());
			}
			else if (message instanceof MqttUnsubscribeMessage mark) {
				InboundRulesTests.this.marks.add(mark);
			}
			ReferenceCountUtil.release(message);
		}

	}

}
