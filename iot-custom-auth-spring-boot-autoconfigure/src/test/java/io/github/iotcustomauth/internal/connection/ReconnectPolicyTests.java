package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import io.github.iotcustomauth.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReconnectPolicy}. Randomness is no reason to test less: what must hold
 * for all delays is tested with many seeds.
 */
class ReconnectPolicyTests {

	private static final int SEEDS = 200;

	private static final Duration MIN = Duration.ofSeconds(1);

	private static final Duration MAX = Duration.ofMinutes(2);

	@Test
	void lostNetworkGrowsFromTheMinimumToTheMaximum() {
		assertBounds(FailureReason.CONNECTION_LOST, bounds(1, 2), bounds(1, 4), bounds(1, 8), bounds(1, 16),
				bounds(1, 32), bounds(1, 64), bounds(1, 120), bounds(1, 120));
	}

	@Test
	void failingProviderGrowsLikeALostNetwork() {
		assertBounds(FailureReason.CREDENTIALS_PROVIDER_FAILED, bounds(1, 2), bounds(1, 4), bounds(1, 8),
				bounds(1, 16));
	}

	@Test
	void firstRejectionIsRetriedSoonAndThenRarely() {
		assertBounds(FailureReason.NOT_AUTHORIZED, bounds(1, 2), bounds(5, 10), bounds(10, 20), bounds(20, 40),
				bounds(40, 80), bounds(60, 120), bounds(60, 120));
	}

	@Test
	void throttlingBacksOff() {
		assertBounds(FailureReason.QUOTA_EXCEEDED, bounds(1, 2), bounds(2, 4), bounds(4, 8), bounds(8, 16),
				bounds(16, 32), bounds(32, 64), bounds(60, 120));
	}

	@Test
	void takeOverBacksOffSoThatTwoInstancesDoNotFight() {
		assertBounds(FailureReason.SESSION_TAKEN_OVER, bounds(5, 10), bounds(10, 20), bounds(20, 40), bounds(40, 80),
				bounds(60, 120));
	}

	@Test
	void banBacksOffWithoutAQuickSecondAttempt() {
		assertBounds(FailureReason.BANNED, bounds(5, 10), bounds(10, 20), bounds(20, 40), bounds(40, 80));
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVER_MOVED", "USE_ANOTHER_SERVER", "UNSUPPORTED_PROTOCOL_VERSION", "PACKET_TOO_LARGE",
			"RETAIN_NOT_SUPPORTED", "QOS_NOT_SUPPORTED" })
	void connectThatCannotSucceedAsItIsBacksOff(FailureReason reason) {
		assertBounds(reason, bounds(5, 10), bounds(10, 20), bounds(20, 40), bounds(40, 80), bounds(60, 120));
	}

	@Test
	void invalidMessageOnALiveConnectionIsLeftToTheQuarantine() {
		assertThat(policy(1).next(FailureReason.TOPIC_NAME_INVALID, Duration.ofSeconds(1))).isBetween(MIN,
				Duration.ofSeconds(2));
	}

	@ParameterizedTest
	@EnumSource
	void staysWithinItsBoundsForEver(FailureReason reason) {
		ReconnectPolicy policy = policy(7);
		for (int i = 0; i < 1000; i++) {
			assertThat(policy.next(reason, Duration.ZERO)).isBetween(MIN, MAX);
		}
	}

	@ParameterizedTest
	@EnumSource
	void equalBoundsLeaveNothingToChance(FailureReason reason) {
		ReconnectPolicy policy = new ReconnectPolicy(MIN, MIN, new SplittableRandom(1));
		for (int i = 0; i < 10; i++) {
			assertThat(policy.next(reason, Duration.ZERO)).isEqualTo(MIN);
		}
	}

	@Test
	void delaysAreSpreadOverTheirRange() {
		List<Long> delays = new ArrayList<>();
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = policy(seed);
			policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO);
			policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO);
			delays.add(policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO).toMillis());
		}
		assertThat(delays).anyMatch((delay) -> delay < 2000).anyMatch((delay) -> delay > 7000);
		assertThat(delays.stream().distinct().count()).isGreaterThan(SEEDS / 2);
	}

	@Test
	void aMinuteOfRejectionTakesEightAttemptsAtMost() {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = policy(seed);
			int attempts = 0;
			for (Duration time = Duration.ZERO; time.toSeconds() <= 60; attempts++) {
				time = time.plus(policy.next(FailureReason.NOT_AUTHORIZED, Duration.ZERO));
			}
			assertThat(attempts).isBetween(2, 8);
		}
	}

	@Test
	void stableConnectionStartsTheSeriesAgain() {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = afterFailures(seed, FailureReason.CONNECTION_LOST);
			assertThat(policy.next(FailureReason.CONNECTION_LOST, Duration.ofSeconds(5))).isBetween(Duration.ZERO, MIN);
			assertThat(policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO)).isBetween(MIN, Duration.ofSeconds(4));
			policy = afterFailures(seed, FailureReason.NOT_AUTHORIZED);
			assertThat(policy.next(FailureReason.NOT_AUTHORIZED, Duration.ofHours(1))).isBetween(MIN,
					Duration.ofSeconds(2));
		}
	}

	@Test
	void clientsWhoseConnectionsHadLastedComeBackSpreadOverTheShortestDelay() {
		int[] tenths = new int[10];
		int clients = 10_000;
		SplittableRandom random = new SplittableRandom(3);
		for (int client = 0; client < clients; client++) {
			ReconnectPolicy policy = new ReconnectPolicy(Duration.ofSeconds(4), MAX, random.split());
			Duration delay = policy.next(FailureReason.SERVER_SHUTTING_DOWN, Duration.ofHours(1));
			tenths[(int) Math.min(delay.toMillis() / 400, 9)]++;
		}
		// 2,500 a second, of 3,000 that AWS IoT Core takes from an account
		assertThat(Arrays.stream(tenths)).allMatch((number) -> number > 900 && number < 1100);
	}

	@Test
	void connectionThatIsSoonLostDoesNot() {
		assertThat(longest(FailureReason.CONNECTION_LOST, Duration.ofMillis(4999)))
			.isGreaterThan(Duration.ofSeconds(60));
		assertThat(longest(FailureReason.CONNECTION_LOST, Duration.ofSeconds(-10)))
			.isGreaterThan(Duration.ofSeconds(60));
	}

	@Test
	void takeOverNeedsLongerToBeForgotten() {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = afterFailures(seed, FailureReason.SESSION_TAKEN_OVER);
			assertThat(policy.next(FailureReason.SESSION_TAKEN_OVER, Duration.ofSeconds(299)))
				.isBetween(Duration.ofSeconds(60), MAX);
			assertThat(policy.next(FailureReason.SESSION_TAKEN_OVER, Duration.ofMinutes(5)))
				.isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
		}
	}

	@Test
	void eachKindOfFailureHasASeriesOfItsOwn() {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = afterFailures(seed, FailureReason.CONNECTION_LOST);
			assertThat(policy.next(FailureReason.NOT_AUTHORIZED, Duration.ZERO)).isBetween(MIN, Duration.ofSeconds(2));
			assertThat(policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO)).isBetween(MIN, MAX);
			assertThat(policy.next(FailureReason.NOT_AUTHORIZED, Duration.ZERO)).isBetween(Duration.ofSeconds(5),
					Duration.ofSeconds(10));
			policy = afterFailures(seed, FailureReason.NOT_AUTHORIZED);
			assertThat(policy.next(FailureReason.CONNECTION_LOST, Duration.ZERO)).isBetween(MIN, Duration.ofSeconds(2));
			assertThat(policy.next(FailureReason.SESSION_TAKEN_OVER, Duration.ZERO)).isBetween(Duration.ofSeconds(5),
					Duration.ofSeconds(10));
		}
	}

	@Test
	void lossInBetweenDoesNotHideATakeOver() {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = afterFailures(seed, FailureReason.SESSION_TAKEN_OVER);
			policy.next(FailureReason.CONNECTION_LOST, Duration.ofSeconds(10));
			assertThat(policy.next(FailureReason.SESSION_TAKEN_OVER, Duration.ofSeconds(10)))
				.isBetween(Duration.ofSeconds(60), MAX);
		}
	}

	private static Duration longest(FailureReason reason, Duration connectedFor) {
		Duration longest = Duration.ZERO;
		for (int seed = 0; seed < SEEDS; seed++) {
			Duration delay = afterFailures(seed, reason).next(reason, connectedFor);
			longest = (delay.compareTo(longest) > 0) ? delay : longest;
		}
		return longest;
	}

	private static ReconnectPolicy afterFailures(int seed, FailureReason reason) {
		ReconnectPolicy policy = policy(seed);
		for (int i = 0; i < 10; i++) {
			policy.next(reason, Duration.ZERO);
		}
		return policy;
	}

	private static void assertBounds(FailureReason reason, Duration[]... bounds) {
		for (int seed = 0; seed < SEEDS; seed++) {
			ReconnectPolicy policy = policy(seed);
			for (Duration[] bound : bounds) {
				assertThat(policy.next(reason, Duration.ZERO)).isBetween(bound[0], bound[1]);
			}
		}
	}

	private static Duration[] bounds(int from, int to) {
		return new Duration[] { Duration.ofSeconds(from), Duration.ofSeconds(to) };
	}

	private static ReconnectPolicy policy(int seed) {
		return new ReconnectPolicy(MIN, MAX, new SplittableRandom(seed));
	}

}
