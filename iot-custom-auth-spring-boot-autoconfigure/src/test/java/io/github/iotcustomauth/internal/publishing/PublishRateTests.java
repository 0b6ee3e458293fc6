package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishRate}.
 */
class PublishRateTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long JITTER = Duration.ofMillis(125).toNanos();

	@ParameterizedTest
	@ValueSource(ints = { 25, 100, 1000 })
	void noSecondHasMoreThanTheQuotaWhateverTheJitter(int quota) {
		List<Long> taken = take(new PublishRate(quota, ConnectionMeters.NONE), 20 * SECOND, 1);
		for (int i = 0; i + quota < taken.size(); i++) {
			assertThat(taken.get(i + quota) - taken.get(i)).isGreaterThan(SECOND + JITTER);
		}
	}

	@Test
	void keepsNearTheQuota() {
		assertThat(take(new PublishRate(100, ConnectionMeters.NONE), 20 * SECOND, 1)).hasSizeBetween(20 * 84, 20 * 86);
	}

	@Test
	void bytesAreCountedAsWell() {
		List<Long> taken = take(new PublishRate(100, ConnectionMeters.NONE), 20 * SECOND, 128 * 1024);
		assertThat(taken).hasSizeBetween(60, 70);
	}

	@Test
	void idlenessSavesASmallBurstOnly() {
		PublishRate rate = new PublishRate(100, ConnectionMeters.NONE);
		assertThat(take(rate, 0, 1)).hasSize(4);
	}

	@Test
	void unlimitedRateTakesEverything() {
		PublishRate rate = new PublishRate(0, ConnectionMeters.NONE);
		for (int i = 0; i < 10_000; i++) {
			assertThat(rate.take(0, 1 << 20)).isZero();
		}
	}

	private static List<Long> take(PublishRate rate, long duration, long size) {
		List<Long> taken = new ArrayList<>();
		long now = 0;
		while (now <= duration) {
			long wait = rate.take(now, size);
			if (wait == 0) {
				taken.add(now);
			}
			now += wait;
		}
		return taken;
	}

}
