package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.github.iotcustomauth.sample.console.RateLog.Rate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateLog}.
 */
class RateLogTests {

	private final SettableClock clock = new SettableClock();

	private final RateLog log = new RateLog(this.clock);

	@Test
	void countsCompleteSecondsWithoutGaps() {
		this.clock.second = 1000;
		this.log.count(Direction.SENT);
		this.log.count(Direction.RECEIVED);
		this.log.count(Direction.RECEIVED);
		this.clock.second = 1002;
		this.log.count(Direction.SENT);
		assertThat(this.log.after(999)).containsExactly(new Rate(1000, 1, 2), new Rate(1001, 0, 0));
		assertThat(this.log.after(1001)).isEmpty();
	}

	@Test
	void forgetsWhatIsOlderThanFiveMinutes() {
		this.clock.second = 1000;
		this.log.count(Direction.SENT);
		this.clock.second = 1000 + RateLog.SECONDS;
		assertThat(this.log.after(0)).hasSize(RateLog.SECONDS - 1).allMatch((rate) -> rate.sent() == 0);
	}

	private static final class SettableClock extends Clock {

		private long second;

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return Instant.ofEpochSecond(this.second);
		}

	}

}
