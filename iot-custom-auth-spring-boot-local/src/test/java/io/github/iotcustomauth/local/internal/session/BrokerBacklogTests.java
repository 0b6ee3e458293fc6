package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerBacklog}.
 */
class BrokerBacklogTests {

	private final Deque<Runnable> marks = new ArrayDeque<>();

	private final BrokerBacklog backlog = new BrokerBacklog(this.marks::add);

	@Test
	void fewPacketsNeedNoMark() {
		this.backlog.add(1000);
		assertThat(this.marks).isEmpty();
		assertThat(this.backlog.isFull()).isFalse();
	}

	@Test
	void isFullWithAWindowBehindAMark() {
		this.backlog.add(BrokerBacklog.WINDOW_BYTES);
		assertThat(this.marks).hasSize(1);
		assertThat(this.backlog.isFull()).isFalse();
		this.backlog.add(BrokerBacklog.WINDOW_BYTES);
		assertThat(this.marks).hasSize(1);
		assertThat(this.backlog.isFull()).isTrue();
	}

	@Test
	void isNotFullWhenTheBrokerHasComeToTheMark() {
		this.backlog.add(BrokerBacklog.WINDOW_BYTES);
		this.backlog.add(BrokerBacklog.WINDOW_BYTES);
		this.marks.remove().run();
		assertThat(this.backlog.isFull()).isFalse();
		// what came behind the first mark has one, too
		assertThat(this.marks).hasSize(1);
	}

	@Test
	void emptyPacketsCount() {
		for (int i = 0; i < BrokerBacklog.WINDOW_BYTES / BrokerBacklog.PACKET_BYTES; i++) {
			this.backlog.add(0);
		}
		assertThat(this.marks).hasSize(1);
	}

}
