package io.github.iotcustomauth.local.internal.port;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlowNetwork}.
 */
class SlowNetworkTests {

	private final List<String> arrived = new ArrayList<>();

	private final ScriptedFaults faults = new ScriptedFaults((clientId) -> {
	});

	private final EmbeddedChannel channel = new EmbeddedChannel(new SlowNetwork(this.faults),
			new SimpleChannelInboundHandler<ByteBuf>() {

				@Override
				protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
					String text = bytes.toString(StandardCharsets.UTF_8);
					SlowNetworkTests.this.arrived.add(text);
					context.channel().config().setAutoRead(!text.equals("last for now"));
				}

			});

	@BeforeEach
	void slowDown() {
		this.faults.delayNetwork(Duration.ofDays(1));
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	private void hurry() {
		this.faults.reset();
		this.channel.advanceTimeBy(10, TimeUnit.MILLISECONDS);
		this.channel.runPendingTasks();
	}

	@Test
	void bytesKeepTheirOrderWhenTheNetworkBecomesFast() {
		this.channel.writeInbound(bytes("1"));
		this.channel.writeOneOutbound(bytes("2"));
		this.faults.reset();
		this.channel.writeInbound(bytes("3"));
		this.channel.writeOneOutbound(bytes("4"));
		assertThat(this.arrived).isEmpty();
		hurry();
		assertThat(this.arrived).containsExactly("1", "3");
		assertThat(this.channel.<ByteBuf>readOutbound()).isEqualTo(bytes("2"));
		assertThat(this.channel.<ByteBuf>readOutbound()).isEqualTo(bytes("4"));
	}

	@Test
	void clientThatIsNotReadFromIsNotHeard() {
		this.channel.writeInbound(bytes("last for now"), bytes("later"));
		hurry();
		assertThat(this.arrived).containsExactly("last for now");
		this.channel.config().setAutoRead(true);
		hurry();
		assertThat(this.arrived).containsExactly("last for now", "later");
	}

	@Test
	void channelIsNotWritableWhileMuchIsOnItsWay() {
		this.channel.writeOneOutbound(Unpooled.buffer().writeZero(64 * 1024));
		this.channel.runPendingTasks();
		assertThat(this.channel.isWritable()).isFalse();
		hurry();
		assertThat(this.channel.isWritable()).isTrue();
		this.channel.releaseOutbound();
	}

	@Test
	void whatIsOnItsWayArrivesBeforeTheEnd() {
		this.channel.writeInbound(bytes("1"));
		this.channel.writeOneOutbound(bytes("2"));
		this.channel.close();
		assertThat(this.channel.<ByteBuf>readOutbound()).isEqualTo(bytes("2"));
		assertThat(this.arrived).containsExactly("1");
	}

}
