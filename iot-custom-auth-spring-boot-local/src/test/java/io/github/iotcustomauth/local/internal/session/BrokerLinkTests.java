package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link BrokerLink}.
 */
class BrokerLinkTests {

	private final BrokerAddress broker = new BrokerAddress(1, "user", "password");

	// As when there are no file descriptors: the socket does not get so far as to
	// connect.
	@Test
	void linkThatCannotBeOpenedIsClosed() {
		EmbeddedChannel loop = new EmbeddedChannel();
		BrokerLink.Receiver receiver = mock();
		BrokerLink link = BrokerLink.open(loop.eventLoop(), this.broker, this.broker.ownConnect("test"), receiver);
		link.closeLater(1);
		loop.runPendingTasks();
		then(receiver).should().onClosed();
		assertThat(link.whenClosed().isDone()).isTrue();
	}

	@Test
	void linkThatCouldNotBeOpenedMayBeEnded() {
		EmbeddedChannel loop = new EmbeddedChannel();
		BrokerLink link = BrokerLink.open(loop.eventLoop(), this.broker, this.broker.ownConnect("test"), mock());
		link.end(MqttMessage.DISCONNECT);
		loop.runPendingTasks();
		assertThat(link.whenClosed().isDone()).isTrue();
	}

}
