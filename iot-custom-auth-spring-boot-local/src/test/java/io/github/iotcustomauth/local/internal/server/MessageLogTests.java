package io.github.iotcustomauth.local.internal.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageLog}.
 */
class MessageLogTests {

	private final MessageLog log = new MessageLog();

	@Test
	void isBoundedByTheNumberOfMessages() {
		for (int i = 0; i < MessageLog.CAPACITY + 5; i++) {
			add("t/" + i, 0);
		}
		assertThat(this.log.getMessages()).hasSize(MessageLog.CAPACITY)
			.first()
			.extracting(LocalIotCoreMessage::topic)
			.isEqualTo("t/5");
	}

	@Test
	void isBoundedByBytes() {
		int large = MessageLog.CAPACITY_BYTES / 4 - 10;
		for (int i = 0; i < 6; i++) {
			add("t/" + i, large);
		}
		assertThat(this.log.getMessages()).extracting(LocalIotCoreMessage::topic)
			.containsExactly("t/2", "t/3", "t/4", "t/5");
		this.log.clear();
		assertThat(this.log.getMessages()).isEmpty();
	}

	@Test
	void topicsCount() {
		int half = MessageLog.CAPACITY_BYTES / 2;
		add("x".repeat(half), 0);
		add("y".repeat(half), 0);
		assertThat(this.log.getMessages()).hasSize(1);
	}

	@Test
	void messageCannotBeChangedAndHidesItsPayload() {
		LocalIotCoreMessage message = new LocalIotCoreMessage(Instant.EPOCH, "a", "t",
				"ä".getBytes(StandardCharsets.UTF_8), 1, true, MessageProperties.NONE);
		message.payload()[0] = 'x';
		assertThat(message.text()).isEqualTo("ä");
		assertThat(message.at()).isEqualTo(Instant.EPOCH);
		assertThat(message).hasToString("LocalIotCoreMessage[topic=t, clientId=a, qos=1, retained=true, bytes=2]");
	}

	private void add(String topic, int bytes) {
		this.log
			.add(new LocalIotCoreMessage(Instant.EPOCH, "a", topic, new byte[bytes], 0, false, MessageProperties.NONE));
	}

}
