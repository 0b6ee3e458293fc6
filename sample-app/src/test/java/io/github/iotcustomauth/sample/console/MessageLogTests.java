package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.sample.console.MessageLog.Page;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageLog} and {@link MessageFilter}.
 */
class MessageLogTests {

	private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

	private final MessageLog log = new MessageLog(new RateLog(this.clock), this.clock);

	@Test
	void keepsABoundedNumberOfMessages() {
		add(MessageLog.CAPACITY + 3);
		Page page = this.log.after(0, MessageFilter.NONE, Integer.MAX_VALUE);
		assertThat(page.messages()).hasSize(MessageLog.CAPACITY)
			.first()
			.extracting(ConsoleMessage::number)
			.isEqualTo(4L);
	}

	@Test
	void leavesOlderMessagesOutAndCountsThem() {
		add(10);
		Page page = this.log.after(4, MessageFilter.NONE, 2);
		assertThat(page.messages()).extracting(ConsoleMessage::number).containsExactly(9L, 10L);
		assertThat(page.leftOut()).isEqualTo(4);
		assertThat(page.last()).isEqualTo(10);
	}

	@Test
	void describesAMessage() {
		this.log.add(Direction.RECEIVED, "telemetry", IotMessage.of("sample/kitchen/temperature", "21 °C"));
		assertThat(this.log.after(0, MessageFilter.NONE, 1).messages()).containsExactly(new ConsoleMessage(1,
				Instant.EPOCH, Direction.RECEIVED, "telemetry", "sample/kitchen/temperature", 1, 6, "21 °C"));
	}

	@Test
	void filtersByTopicAndText() {
		this.log.add(Direction.SENT, "default", IotMessage.of("sample/kitchen/temperature", "Warm"));
		this.log.add(Direction.SENT, "default", IotMessage.of("sample/attic/temperature", "cold"));
		assertThat(texts(MessageFilter.of(" sample/+/temperature ", null))).containsExactly("Warm", "cold");
		assertThat(texts(MessageFilter.of("sample/attic/#", ""))).containsExactly("cold");
		assertThat(texts(MessageFilter.of("", "wAR"))).containsExactly("Warm");
		assertThat(texts(MessageFilter.of(null, "ATTIC"))).containsExactly("cold");
		assertThat(texts(MessageFilter.of("sample/attic/#", "warm"))).isEmpty();
	}

	@Test
	void filterThatIsNoneMatchesNothingAndSaysWhy() {
		add(1);
		MessageFilter filter = MessageFilter.of("a/#/b", null);
		assertThat(filter.problem()).contains("#");
		assertThat(texts(filter)).isEmpty();
	}

	private void add(int number) {
		for (int i = 0; i < number; i++) {
			this.log.add(Direction.SENT, "default", IotMessage.of("sample/kitchen/temperature", "x"));
		}
	}

	private List<String> texts(MessageFilter filter) {
		return this.log.after(0, filter, 10).messages().stream().map(ConsoleMessage::text).toList();
	}

}
