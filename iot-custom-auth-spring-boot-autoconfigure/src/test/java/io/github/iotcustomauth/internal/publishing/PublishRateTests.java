package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishRate}.
 */
class PublishRateTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@ParameterizedTest
	@CsvSource({ "25, 0, 1", "100, 0, 1", "100, 1, 1", "100, 30, 10", "100, 125, 10", "100, 700, 300", "100, 3000, 300",
			"1000, 0, 1", "1000, 125, 10" })
	void noSecondHasMoreThanTheQuotaWhateverTheJitter(int quota, int jitterMillis, int oneIn) {
		for (int seed = 0; seed < 20; seed++) {
			SimulatedNetwork network = new SimulatedNetwork(seed, 20, jitterMillis, oneIn);
			network.publish(quota, 10, (number) -> true);
			assertWithin(quota, network);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 30, 125 })
	void messagesWithoutAcknowledgmentCountAsWell(int jitterMillis) {
		for (int seed = 0; seed < 20; seed++) {
			SimulatedNetwork network = new SimulatedNetwork(seed, 20, jitterMillis, 10);
			network.publish(100, 10, (number) -> number % 3 == 0);
			assertWithin(100, network);
			network = new SimulatedNetwork(seed, 20, jitterMillis, 10);
			network.publish(100, 10, (number) -> false);
			assertWithin(100, network);
		}
	}

	private static void assertWithin(int quota, SimulatedNetwork network) {
		List<Long> arrivals = network.arrivals();
		assertThat(arrivals).hasSizeGreaterThan(quota);
		for (int i = 0; i + quota < arrivals.size(); i++) {
			assertThat(arrivals.get(i + quota) - arrivals.get(i)).isGreaterThan(SECOND);
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 97", "10, 1, 97", "50, 1, 97", "10, 10, 95", "10, 100, 85", "150, 1, 87" })
	void keepsAsNearToTheQuotaAsTheJitterAllows(int delayMillis, int jitterMillis, int least) {
		SimulatedNetwork network = new SimulatedNetwork(1, delayMillis, jitterMillis, 10);
		network.publish(100, 20, (number) -> true);
		assertThat(network.arrivals()).hasSizeBetween(20 * least - 2, 20 * 98 + 4);
	}

	@Test
	void messagesWithoutAcknowledgmentAreFurtherBelowTheQuota() {
		SimulatedNetwork network = new SimulatedNetwork(1, 10, 0, 10);
		network.publish(100, 20, (number) -> false);
		assertThat(network.arrivals()).hasSizeBetween(20 * 85, 20 * 88);
	}

	@Test
	void lostConnectionCountsAsFullUntilItsMessagesMustHaveArrived() {
		PublishRate rate = new PublishRate(10, ConnectionMeters.NONE);
		long now = 0;
		for (int i = 0; i < 9; i++) {
			assertThat(rate.take(now, 1)).isZero();
			rate.sent(publish(true), now);
			now += SECOND / 5;
		}
		rate.disconnected(now);
		long wait = rate.take(now, 1);
		assertThat(wait).isBetween(SECOND * 7 / 10, SECOND);
		assertThat(rate.take(now + wait, 1)).isZero();
	}

	@Test
	void acknowledgmentTellsWhenAHeldPublishMayBeSent() {
		PublishRate rate = new PublishRate(1, ConnectionMeters.NONE);
		assertThat(rate.take(0, 1)).isZero();
		PendingPublish first = publish(true);
		rate.sent(first, 0);
		assertThat(rate.take(SECOND * 10, 1)).isEqualTo(SECOND);
		long wait = rate.acknowledged(first, SECOND * 10);
		assertThat(wait).isBetween(SECOND * 7 / 10, SECOND);
		assertThat(rate.take(SECOND * 10 + wait, 1)).isZero();
		assertThat(rate.acknowledged(first, SECOND * 12)).isNegative();
	}

	@Test
	void bytesAreCountedAsWell() {
		SimulatedNetwork network = new SimulatedNetwork(1, 1, 0, 10);
		network.size = 128 * 1024;
		network.publish(100, 20, (number) -> true);
		assertThat(network.arrivals()).hasSizeBetween(60, 70);
	}

	@Test
	void idlenessSavesASmallBurstOnly() {
		PublishRate rate = new PublishRate(100, ConnectionMeters.NONE);
		for (int i = 0; i < 4; i++) {
			assertThat(rate.take(0, 1)).isZero();
		}
		assertThat(rate.take(0, 1)).isPositive();
	}

	@Test
	void unlimitedRateTakesEverything() {
		PublishRate rate = new PublishRate(0, ConnectionMeters.NONE);
		for (int i = 0; i < 10_000; i++) {
			assertThat(rate.take(0, 1 << 20)).isZero();
			rate.sent(publish(true), 0);
		}
	}

	private static PendingPublish publish(boolean acknowledged) {
		return TestPublishes.create(new VirtualTime(), (settings) -> settings)
			.newPublish(IotMessage.to("t").qos(acknowledged ? Qos.AT_LEAST_ONCE : Qos.AT_MOST_ONCE).build(), null,
					PendingPublishes.ANYWHERE);
	}

	/**
	 * Network that keeps the order, with a delay and a jitter in each direction.
	 */
	private static final class SimulatedNetwork {

		private final Random random;

		private final long delay;

		private final long jitter;

		private final int oneIn;

		private final List<Long> arrivals = new ArrayList<>();

		private final Deque<PendingPublish> unanswered = new ArrayDeque<>();

		private final Deque<Long> answers = new ArrayDeque<>();

		private long lastAnswer;

		private long size = 1;

		SimulatedNetwork(int seed, int delayMillis, int jitterMillis, int oneIn) {
			this.random = new Random(seed);
			this.delay = Duration.ofMillis(delayMillis).toNanos() / 2;
			this.jitter = Duration.ofMillis(jitterMillis).toNanos();
			this.oneIn = oneIn;
		}

		List<Long> arrivals() {
			return this.arrivals;
		}

		void publish(int quota, int seconds, IntPredicate acknowledged) {
			PublishRate rate = new PublishRate(quota, ConnectionMeters.NONE);
			long now = 0;
			int number = 0;
			while (now <= seconds * SECOND) {
				answer(rate, now);
				long wait = rate.take(now, this.size);
				if (wait == 0) {
					send(rate, PublishRateTests.publish(acknowledged.test(number++)), now);
				}
				now += (this.answers.isEmpty()) ? wait : Math.min(wait, Math.max(0, this.answers.element() - now));
			}
		}

		private void send(PublishRate rate, PendingPublish publish, long now) {
			publish.sentAt = now;
			rate.sent(publish, now);
			long earliest = this.arrivals.isEmpty() ? 0 : this.arrivals.get(this.arrivals.size() - 1);
			long arrival = Math.max(earliest, now + oneWay());
			this.arrivals.add(arrival);
			if (publish.isAcknowledged()) {
				this.lastAnswer = Math.max(this.lastAnswer, arrival + oneWay());
				this.answers.add(this.lastAnswer);
				this.unanswered.add(publish);
			}
		}

		private void answer(PublishRate rate, long now) {
			while (!this.answers.isEmpty() && this.answers.element() <= now) {
				this.answers.remove();
				rate.acknowledged(this.unanswered.remove(), now);
			}
		}

		// most packets have no jitter of their own
		private long oneWay() {
			long late = (this.random.nextInt(this.oneIn) == 0) ? (long) (this.jitter * this.random.nextDouble()) : 0;
			return this.delay + late;
		}

	}

}
