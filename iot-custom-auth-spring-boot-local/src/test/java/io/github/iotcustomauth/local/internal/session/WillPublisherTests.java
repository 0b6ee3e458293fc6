package io.github.iotcustomauth.local.internal.session;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.Will;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WillPublisher} and a broker that is not as it should be.
 */
@Timeout(60)
class WillPublisherTests {

	private static final MultiThreadIoEventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1,
			NioIoHandler.newFactory());

	private static final int CONNECT_BYTE = 0x10;

	private static final int DISCONNECT_BYTE = 0xE0;

	private static final byte[] REFUSAL = { 0x20, 3, 0, (byte) 0x88, 0 };

	private static final int WAIT_MILLIS = 30_000;

	private ServerSocket broker;

	@BeforeEach
	void listen() throws Exception {
		this.broker = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
		this.broker.setSoTimeout(WAIT_MILLIS);
	}

	@AfterEach
	void close() throws Exception {
		this.broker.close();
	}

	@AfterAll
	static void stop() {
		LOOPS.shutdownGracefully();
	}

	private Socket publish(int patienceMillis) throws Exception {
		EventLoop loop = LOOPS.next();
		WillPublisher publisher = new WillPublisher(loop,
				new BrokerAddress(this.broker.getLocalPort(), "user", "password"), patienceMillis);
		Will will = new Will("will", Unpooled.wrappedBuffer(new byte[1]), 1, false, 0, MqttProperties.NO_PROPERTIES);
		loop.submit(() -> publisher.accept(will)).sync();
		Socket link = this.broker.accept();
		link.setSoTimeout(WAIT_MILLIS);
		return link;
	}

	@Test
	void linkEndsWhenTheBrokerDoesNotAnswer() throws Exception {
		try (Socket link = publish(100)) {
			// to the end, which the gateway has to make
			link.getInputStream().readAllBytes();
		}
	}

	@Test
	void linkEndsWhenTheBrokerRefusesIt() throws Exception {
		try (Socket link = publish(10 * WAIT_MILLIS)) {
			InputStream in = link.getInputStream();
			assertThat(in.read()).isEqualTo(CONNECT_BYTE);
			in.skipNBytes(in.read());
			link.getOutputStream().write(REFUSAL);
			assertThat(in.read()).isEqualTo(DISCONNECT_BYTE);
		}
	}

}
