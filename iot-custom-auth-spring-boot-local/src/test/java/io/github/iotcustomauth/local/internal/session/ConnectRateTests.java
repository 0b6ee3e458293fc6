package io.github.iotcustomauth.local.internal.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectRate}.
 */
class ConnectRateTests {

	// close to the overflow, where comparisons go wrong
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

	@Test
	void allowsOneInASecond() {
		ConnectRate rate = new ConnectRate(true, this.clock::get);
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
		ConnectRate rate = new ConnectRate(false, this.clock::get);
		assertThat(rate.tryAcquire("a")).isTrue();
		assertThat(rate.tryAcquire("a")).isTrue();
	}

	private void advance(long millis) {
		this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
