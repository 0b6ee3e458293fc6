package io.github.iotcustomauth.local.internal.rate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OncePerSecond}.
 */
class OncePerSecondTests {

	// close to the overflow, where comparisons go wrong
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

	@Test
	void allowsOneInASecond() {
		OncePerSecond rate = new OncePerSecond(true, this.clock::get);
		assertThat(rate.tryAcquire("a")).isTrue();
		assertThat(rate.tryAcquire("a")).isFalse();
		assertThat(rate.tryAcquire("b")).isTrue();
		advance(999);
		assertThat(rate.tryAcquire("a")).isFalse();
		advance(1);
		assertThat(rate.tryAcquire("a")).isTrue();
		assertThat(rate.tryAcquire("a")).isFalse();
	}

	@Test
	void allowsEverythingWhenNotEnforced() {
		OncePerSecond rate = new OncePerSecond(false, this.clock::get);
		assertThat(rate.tryAcquire("a")).isTrue();
		assertThat(rate.tryAcquire("a")).isTrue();
	}

	private void advance(long millis) {
		this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
