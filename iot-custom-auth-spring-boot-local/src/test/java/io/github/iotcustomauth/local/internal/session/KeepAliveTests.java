package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * The keep-alive of a {@link ClientSession}, in the time of an embedded channel.
 */
class KeepAliveTests {

	private final EmbeddedChannel client = new EmbeddedChannel();

	private final EndpointListener listener = mock();

	private ClientSession connect(int keepAliveSeconds) {
		return connect(keepAliveSeconds, Limits.ALL);
	}

	private ClientSession connect(int keepAliveSeconds, Limits limits) {
		this.client.freezeTime();
		this.client.pipeline()
			.addLast(Pipeline.TLS, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.DEADLINE, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.CONNECT, new ChannelInboundHandlerAdapter());
		SessionContext context = context(limits, new ScriptedFaults((clientId) -> {
		}));
		ConnectRequest request = ConnectRequest.of(MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_5)
			.clientId("a")
			.keepAlive(keepAliveSeconds)
			.build(), limits);
		ClientSession session = new ClientSession(context, this.client, request,
				request.toAttempt(null, null, null, "127.0.0.1"),
				new ConnectDecision.Granted("p", (action, resource) -> true, Duration.ofDays(1), Duration.ofDays(1)));
		session.open();
		MqttMessage connAck = this.client.readOutbound();
		assertThat(connAck).isInstanceOf(MqttConnAckMessage.class);
		return session;
	}

	private void pass(long seconds) {
		this.client.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.client.runScheduledPendingTasks();
	}

	@Test
	void silentClientThatWantsNoKeepAliveIsNotCutWithoutTheLimit() {
		ClientSession session = connect(0, new Limits(Set.of(Limit.KEEP_ALIVE)));
		pass(80_000);
		assertThat(session.hasEnded()).isFalse();
	}

	@Test
	void silentClientIsCutAfterOneAndAHalfIntervals() {
		ClientSession session = connect(60);
		pass(89);
		assertThat(session.hasEnded()).isFalse();
		pass(1);
		assertThat(session.hasEnded()).isTrue();
	}

	@Test
	void clientThatIsCutIsToldWhy() {
		connect(60);
		pass(90);
		MqttMessage disconnect = this.client.readOutbound();
		assertThat(disconnect.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
		assertThat(((MqttReasonCodeAndPropertiesVariableHeader) disconnect.variableHeader()).reasonCode() & 0xFF)
			.isEqualTo(0x8D);
	}

	@Test
	void halvesOfASecondCount() {
		ClientSession session = connect(31);
		pass(46);
		assertThat(session.hasEnded()).isFalse();
		pass(1);
		assertThat(session.hasEnded()).isTrue();
	}

	@Test
	void shortIntervalIsRaisedTo30Seconds() {
		ClientSession session = connect(5);
		pass(44);
		assertThat(session.hasEnded()).isFalse();
		pass(1);
		assertThat(session.hasEnded()).isTrue();
	}

	@Test
	void clientThatIsNotReadFromIsNotIdle() {
		ClientSession session = connect(60);
		this.client.config().setAutoRead(false);
		pass(100);
		assertThat(session.hasEnded()).isFalse();
	}

	@Test
	void sessionOfMqtt3EndsAfterAnHour() {
		this.client.freezeTime();
		this.client.pipeline()
			.addLast(Pipeline.TLS, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.DEADLINE, new ChannelInboundHandlerAdapter())
			.addLast(Pipeline.CONNECT, new ChannelInboundHandlerAdapter());
		EmbeddedChannel server = new EmbeddedChannel();
		server.freezeTime();
		SessionContext context = TestContext.create(server.eventLoop(), (attempt) -> {
			throw new IllegalStateException();
		}, mock(), Limits.ALL, new ScriptedFaults((clientId) -> {
		}), this.listener);
		ConnectRequest request = ConnectRequest.of(MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_3_1_1)
			.clientId("a")
			.cleanSession(false)
			.build(), Limits.ALL);
		ClientSession session = new ClientSession(context, this.client, request,
				request.toAttempt(null, null, null, "127.0.0.1"),
				new ConnectDecision.Granted("p", (action, resource) -> true, Duration.ofDays(1), Duration.ofDays(1)));
		session.open();
		session.end(EndReason.CONNECTION_LOST, "test");
		server.advanceTimeBy(3599, TimeUnit.SECONDS);
		server.runScheduledPendingTasks();
		assertThat(context.router().find("4/a")).isNotNull();
		server.advanceTimeBy(1, TimeUnit.SECONDS);
		server.runScheduledPendingTasks();
		assertThat(context.router().find("4/a")).isNull();
	}

	private SessionContext context(Limits limits, ScriptedFaults faults) {
		return TestContext.create(this.client.eventLoop(), (attempt) -> {
			throw new IllegalStateException();
		}, mock(), limits, faults, this.listener);
	}

}
