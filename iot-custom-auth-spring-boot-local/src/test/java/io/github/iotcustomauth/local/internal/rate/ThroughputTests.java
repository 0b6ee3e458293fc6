package io.github.iotcustomauth.local.internal.rate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Throughput}.
 */
class ThroughputTests {

	// close to the overflow, where comparisons go wrong
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

	private final Throughput throughput = new Throughput(1000, this.clock::get);

	@Test
	void allowsTheBytesOfASecondAtOnce() {
		assertThat(this.throughput.add(1000)).isZero();
		assertThat(this.throughput.add(100)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
	}

	@Test
	void bytesBeyondTheLimitDelayTheNext() {
		this.throughput.add(1500);
		assertThat(this.throughput.delayNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
		advance(400);
		assertThat(this.throughput.delayNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
		assertThat(this.throughput.add(200)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		advance(300);
		assertThat(this.throughput.delayNanos()).isZero();
	}

	@Test
	void idleTimeIsNotSavedUp() {
		this.throughput.add(500);
		advance(60_000);
		assertThat(this.throughput.add(1000)).isZero();
		assertThat(this.throughput.add(500)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
	}

	@Test
	void limitOf0AllowsEverything() {
		assertThat(new Throughput(0, this.clock::get).add(Integer.MAX_VALUE)).isZero();
	}

	private void advance(long millis) {
		this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
