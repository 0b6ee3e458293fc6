package io.github.iotcustomauth.local.internal.rate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishRate}.
 */
class PublishRateTests {

	// close to the overflow, where comparisons go wrong
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

	private final PublishRate rate = new PublishRate(100, this.clock::get);

	@Test
	void allows100AtOnce() {
		assertThat(acquire(150)).isEqualTo(100);
	}

	@Test
	void windowSlides() {
		assertThat(acquire(60)).isEqualTo(60);
		advance(500);
		assertThat(acquire(60)).isEqualTo(40);
		advance(499);
		assertThat(acquire(1)).isZero();
		advance(1);
		assertThat(acquire(100)).isEqualTo(60);
		advance(500);
		assertThat(acquire(100)).isEqualTo(40);
	}

	@Test
	void messagesThatExceedTheRateDoNotCount() {
		for (int tenth = 0; tenth < 10; tenth++) {
			acquire(20);
			advance(100);
		}
		assertThat(acquire(20)).isEqualTo(20);
	}

	@Test
	void tellsHowLongTheNextHasToWait() {
		acquire(40);
		advance(300);
		assertThat(this.rate.delayNanos()).isZero();
		acquire(60);
		assertThat(this.rate.delayNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(700));
		advance(700);
		assertThat(this.rate.delayNanos()).isZero();
	}

	@Test
	void rateOf0AllowsEverything() {
		PublishRate unlimited = new PublishRate(0, this.clock::get);
		for (int i = 0; i < 1000; i++) {
			assertThat(unlimited.tryAcquire()).isTrue();
		}
		assertThat(unlimited.delayNanos()).isZero();
	}

	private int acquire(int messages) {
		int acquired = 0;
		for (int i = 0; i < messages; i++) {
			acquired += this.rate.tryAcquire() ? 1 : 0;
		}
		return acquired;
	}

	private void advance(long millis) {
		this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
