package io.github.iotcustomauth.local.internal.port;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.connect.ConnectHandler;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.internal.session.TestContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ConnectDeadline}, in the time of an embedded channel.
 */
class ConnectDeadlineTests {

	private final EmbeddedChannel client = new EmbeddedChannel();

	private final EndpointListener listener = mock();

	@Test
	void connectionThatIsNotAdmittedInTimeIsClosed() {
		this.client.freezeTime();
		this.client.pipeline().addLast(new ConnectDeadline(this.listener));
		pass(ConnectDeadline.SECONDS - 1);
		assertThat(this.client.isOpen()).isTrue();
		pass(1);
		assertThat(this.client.isOpen()).isFalse();
		then(this.listener).should().refused("", "the connection was not admitted within 60 seconds");
	}

	@Test
	void clientWhoseTimeIsOverIsRefusedOnce() {
		this.client.freezeTime();
		ScriptedFaults faults = new ScriptedFaults((clientId) -> {
		});
		faults.neverConnack(true);
		this.client.pipeline()
			.addLast(Pipeline.TLS, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.DEADLINE, new ConnectDeadline(this.listener))
			.addLast(Pipeline.CONNECT, new ConnectHandler(context(Limits.ALL, faults)));
		this.client
			.writeInbound(MqttMessageBuilders.connect().protocolVersion(MqttVersion.MQTT_5).clientId("a").build());
		pass(ConnectDeadline.SECONDS);
		assertThat(this.client.isOpen()).isFalse();
		then(this.listener).should().refused("a", "the connection was not admitted within 60 seconds");
		then(this.listener).should(never()).refused(eq("a"), contains("did not wait"));
	}

	private void pass(long seconds) {
		this.client.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.client.runScheduledPendingTasks();
	}

	private SessionContext context(Limits limits, ScriptedFaults faults) {
		return TestContext.create(this.client.eventLoop(), (attempt) -> {
			throw new IllegalStateException();
		}, mock(), limits, faults, this.listener);
	}

}
