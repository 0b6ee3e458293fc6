package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.protocol.Will;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WillKeeper}, in the time of an embedded channel.
 */
class WillKeeperTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final List<Will> published = new ArrayList<>();

	private final WillKeeper wills = new WillKeeper(this.channel.eventLoop(), this.published::add);

	@BeforeEach
	void freeze() {
		this.channel.freezeTime();
	}

	private static Will will(long delaySeconds) {
		return new Will("will", Unpooled.EMPTY_BUFFER, 1, false, delaySeconds, MqttProperties.NO_PROPERTIES);
	}

	private void pass(long seconds) {
		this.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
	}

	@Test
	void willWithoutDelayIsPublishedAtOnce() {
		this.wills.leave("a", will(0), 600);
		assertThat(this.published).hasSize(1);
	}

	@Test
	void delayedWillWaits() {
		this.wills.leave("a", will(60), 600);
		pass(59);
		assertThat(this.published).isEmpty();
		pass(1);
		assertThat(this.published).hasSize(1);
		pass(600);
		assertThat(this.published).hasSize(1);
	}

	@Test
	void delayedWillDoesNotOutliveTheSession() {
		this.wills.leave("a", will(60), 30);
		pass(30);
		assertThat(this.published).hasSize(1);
	}

	@Test
	void delayedWillIsVoidWhenTheClientComesBack() {
		this.wills.leave("a", will(60), 600);
		pass(59);
		this.wills.comeBack("b", false);
		this.wills.comeBack("a", false);
		pass(600);
		assertThat(this.published).isEmpty();
	}

	@Test
	void delayedWillIsForgotten() {
		this.wills.leave("a", will(60), 600);
		this.wills.clear();
		pass(600);
		this.wills.comeBack("a", true);
		assertThat(this.published).isEmpty();
	}

	@Test
	void delayedWillIsPublishedWhenTheSessionEndsWithACleanStart() {
		this.wills.leave("a", will(60), 600);
		this.wills.comeBack("a", true);
		assertThat(this.published).hasSize(1);
		pass(600);
		assertThat(this.published).hasSize(1);
	}

}
