package io.github.iotcustomauth.sample.console;

import java.time.Instant;

import io.github.iotcustomauth.ConnectionState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransitionLog}.
 */
class TransitionLogTests {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private final TransitionLog log = new TransitionLog();

	@Test
	void keepsABoundedNumberOfChanges() {
		for (int i = 0; i < 40; i++) {
			this.log.add(NOW.plusSeconds(i), ConnectionState.CONNECTING, null);
			this.log.add(NOW.plusSeconds(i), ConnectionState.WAITING, "Lost");
		}
		assertThat(this.log.transitions()).hasSize(TransitionLog.CAPACITY)
			.last()
			.isEqualTo(new Transition(NOW.plusSeconds(39), ConnectionState.WAITING, "Lost"));
	}

	@Test
	void sameChangeIsKeptOnceWithItsReason() {
		this.log.add(NOW, ConnectionState.WAITING, null);
		this.log.add(NOW.plusMillis(20), ConnectionState.WAITING, "Lost");
		this.log.add(NOW, ConnectionState.WAITING, null);
		assertThat(this.log.transitions()).containsExactly(new Transition(NOW, ConnectionState.WAITING, "Lost"));
	}

	@Test
	void laterFailureInTheSameStateIsAChange() {
		this.log.add(NOW, ConnectionState.WAITING, "Lost");
		this.log.add(NOW.plusSeconds(5), ConnectionState.WAITING, "Lost");
		this.log.add(NOW.plusSeconds(9), ConnectionState.WAITING, "Unreachable");
		assertThat(this.log.transitions()).extracting(Transition::reason).containsExactly("Lost", "Unreachable");
	}

}
