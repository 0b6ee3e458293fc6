package io.github.iotcustomauth.local.internal.session;

import java.net.InetAddress;
import java.net.ServerSocket;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LifecycleEvents} whose broker does not answer.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class LifecycleEventsTests {

	private static final MultiThreadIoEventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1,
			NioIoHandler.newFactory());

	@AfterAll
	static void stop() {
		LOOPS.shutdownGracefully();
	}

	@Test
	void saysOnceThatEventsAreDropped(CapturedOutput output) throws Exception {
		EventLoop loop = LOOPS.next();
		try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			LifecycleEvents events = new LifecycleEvents(loop,
					new BrokerAddress(broker.getLocalPort(), "user", "password"), true);
			loop.submit(() -> fail(events, 1000)).sync();
			assertThat(output).doesNotContain("Lifecycle events are dropped");
			loop.submit(() -> fail(events, 3)).sync();
			assertThat(output).containsOnlyOnce("Lifecycle events are dropped");
		}
	}

	private static void fail(LifecycleEvents events, int times) {
		EmbeddedChannel client = new EmbeddedChannel();
		for (int i = 0; i < times; i++) {
			events.connectFailed(client, "client", "principal");
		}
	}

}
