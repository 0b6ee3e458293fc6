package io.github.iotcustomauth.benchmarks.measure;

import java.time.Duration;

/**
 * Amount of work of a run.
 *
 * @param rounds the number of rounds that count
 * @param warmUps the number of rounds before them
 * @param warmUpFactor how many times the messages of a round these have
 * @param messages the number of messages that a contestant sends or receives in a round
 * @param paced how long the messages of a round at a fixed rate are sent
 * @param connects the number of connections that each contestant makes
 * @param cuts the number of times that connections are cut
 * @param settle how long a connection lasts before it is cut
 * @param stored the number of messages of a round that pass through an outbox
 * @param complete whether microbenchmarks run in JVMs of their own, with all parameters
 */
public record Load(int rounds, int warmUps, int warmUpFactor, int messages, Duration paced, int connects, int cuts,
		Duration settle, int stored, boolean complete) {

	/**
	 * The load whose results are published.
	 * @return the load
	 */
	public static Load full() {
		return new Load(9, 2, 5, 30_000, Duration.ofSeconds(5), 100, 25, Duration.ofSeconds(6), 1600, true);
	}

	/**
	 * The load that only shows that the harness works.
	 * @return the load
	 */
	public static Load brief() {
		return new Load(1, 0, 1, 100, Duration.ofMillis(100), 2, 1, Duration.ofMillis(10), 32, false);
	}

	/**
	 * Number of messages of a round.
	 * @param counted whether the round counts
	 * @return the number
	 */
	public int messages(boolean counted) {
		return counted ? this.messages : this.messages * this.warmUpFactor;
	}

	/**
	 * The same with fewer rounds, for what takes long.
	 * @return a load
	 */
	public Load fewRounds() {
		return new Load(Math.min(this.rounds, 5), Math.min(this.warmUps, 1), this.warmUpFactor, this.messages,
				this.paced, this.connects, this.cuts, this.settle, this.stored, this.complete);
	}

	@Override
	public String toString() {
		return "%d rounds after %d to warm up, %,d messages a round, %d connects, %d cuts".formatted(this.rounds,
				this.warmUps, this.messages, this.connects, this.cuts);
	}

}
