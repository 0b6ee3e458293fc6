package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * How many messages were sent and received in each of the last seconds. Thread-safe.
 */
@Component
class RateLog {

	/**
	 * How many seconds are kept.
	 */
	static final int SECONDS = 300;

	private final @Nullable Rate[] rates = new Rate[SECONDS];

	private final Clock clock;

	RateLog(Clock clock) {
		this.clock = clock;
	}

	synchronized void count(Direction direction) {
		long second = this.clock.instant().getEpochSecond();
		this.rates[index(second)] = at(second).plus(direction);
	}

	/**
	 * Return the complete seconds after another one, without gaps.
	 * @param second that second, in seconds since 1970
	 * @return the seconds, oldest first
	 */
	synchronized List<Rate> after(long second) {
		long now = this.clock.instant().getEpochSecond();
		return LongStream.range(Math.max(second + 1, now - SECONDS + 1), now).mapToObj(this::at).toList();
	}

	private Rate at(long second) {
		Rate rate = this.rates[index(second)];
		return (rate != null && rate.second() == second) ? rate : new Rate(second, 0, 0);
	}

	private static int index(long second) {
		return (int) (second % SECONDS);
	}

	/**
	 * Messages of one second.
	 *
	 * @param second the second, in seconds since 1970
	 * @param sent how many messages were sent
	 * @param received how many messages were received
	 */
	record Rate(long second, int sent, int received) {

		Rate plus(Direction direction) {
			return (direction == Direction.SENT) ? new Rate(this.second, this.sent + 1, this.received)
					: new Rate(this.second, this.sent, this.received + 1);
		}

	}

}
