package io.github.iotcustomauth.local.internal.http;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.session.TestContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HttpCallHandler}, in the time of an embedded channel.
 */
class HttpCallHandlerTests {

	private final EmbeddedChannel client = new EmbeddedChannel();

	@BeforeEach
	void addHandler() {
		this.client.freezeTime();
		this.client.pipeline().addLast(new HttpCallHandler(TestContext.create(this.client.eventLoop(), (attempt) -> {
			throw new IllegalStateException();
		}, mock(), Limits.ALL, new ScriptedFaults((clientId) -> {
		}), mock()), this.client));
	}

	private void request() {
		this.client.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/none"));
	}

	private void pass(long seconds) {
		this.client.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.client.runScheduledPendingTasks();
	}

	@Test
	void connectionWithoutARequestForAWhileIsClosed() {
		request();
		pass(HttpCallHandler.IDLE_SECONDS - 1);
		assertThat(this.client.isOpen()).isTrue();
		pass(1);
		assertThat(this.client.isOpen()).isFalse();
	}

	@Test
	void requestBeginsTheTimeAnew() {
		request();
		pass(HttpCallHandler.IDLE_SECONDS - 1);
		request();
		pass(HttpCallHandler.IDLE_SECONDS - 1);
		assertThat(this.client.isOpen()).isTrue();
	}

	@Test
	void clientThatDoesNotReadIsNotReadFrom() {
		this.client.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		this.client.runPendingTasks();
		request();
		assertThat(this.client.<FullHttpResponse>readOutbound()).isNull();
		assertThat(this.client.config().isAutoRead()).isFalse();
		this.client.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.client.runPendingTasks();
		assertThat(this.client.<FullHttpResponse>readOutbound().status().code()).isEqualTo(404);
		assertThat(this.client.config().isAutoRead()).isTrue();
	}

}
