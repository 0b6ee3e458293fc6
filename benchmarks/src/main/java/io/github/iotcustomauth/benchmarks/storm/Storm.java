package io.github.iotcustomauth.benchmarks.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.internal.connection.ReconnectPolicy;

/**
 * Simulation of clients that lose their server at once, on virtual time. Each client has
 * the {@link ReconnectPolicy} of the library; the server takes a number of CONNECTs in
 * each second and refuses the others with 0x97.
 */
final class Storm {

	/**
	 * The quota of an account of AWS IoT Core.
	 */
	static final int CONNECTS_PER_SECOND = 3000;

	private static final Duration NO_CONNECTION = Duration.ZERO;

	// from the start of an attempt to its CONNACK or failure
	private static final long ATTEMPT_MILLIS = 100;

	private final Variant variant;

	private final int clients;

	private final long outageMillis;

	private final PriorityQueue<Attempt> attempts = new PriorityQueue<>(Comparator.comparingLong(Attempt::at));

	private final List<Integer> connects = new ArrayList<>();

	private final List<Double> backAfter = new ArrayList<>();

	private int refused;

	Storm(Variant variant, int clients, Duration outage) {
		this.variant = variant;
		this.clients = clients;
		this.outageMillis = outage.toMillis();
	}

	Storm run() {
		SplittableRandom random = new SplittableRandom(this.clients);
		for (int client = 0; client < this.clients; client++) {
			ReconnectPolicy policy = new ReconnectPolicy(this.variant.minDelay(), Variant.MAX_DELAY, random.split());
			retry(0, policy, FailureReason.SERVER_UNAVAILABLE, this.variant.lasted());
		}
		Attempt next = this.attempts.poll();
		while (next != null) {
			attempt(next);
			next = this.attempts.poll();
		}
		return this;
	}

	private void attempt(Attempt attempt) {
		long end = attempt.at + ATTEMPT_MILLIS;
		if (attempt.at < this.outageMillis) {
			retry(end, attempt.policy, FailureReason.SERVER_UNAVAILABLE, NO_CONNECTION);
			return;
		}
		int second = (int) (attempt.at / 1000);
		while (this.connects.size() <= second) {
			this.connects.add(0);
		}
		this.connects.set(second, this.connects.get(second) + 1);
		if (this.connects.get(second) <= CONNECTS_PER_SECOND) {
			this.backAfter.add(end / 1000.0);
		}
		else {
			this.refused++;
			retry(end, attempt.policy, FailureReason.QUOTA_EXCEEDED, NO_CONNECTION);
		}
	}

	private void retry(long now, ReconnectPolicy policy, FailureReason reason, Duration lasted) {
		this.attempts.add(new Attempt(now + policy.next(reason, lasted).toMillis(), policy));
	}

	/**
	 * CONNECTs in each second since the loss.
	 * @return their numbers
	 */
	List<Integer> connects() {
		return this.connects;
	}

	int peak() {
		return this.connects.stream().mapToInt(Integer::intValue).max().orElse(0);
	}

	long secondsOverQuota() {
		return this.connects.stream().filter((number) -> number > CONNECTS_PER_SECOND).count();
	}

	int refused() {
		return this.refused;
	}

	/**
	 * Seconds since the loss, in the order of the clients that are back.
	 * @return one time a client
	 */
	List<Double> backAfter() {
		return this.backAfter;
	}

	private record Attempt(long at, ReconnectPolicy policy) {
	}

}
