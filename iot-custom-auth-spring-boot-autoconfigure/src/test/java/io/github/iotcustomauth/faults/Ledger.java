package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;

/**
 * Keeps the books of numbered messages: what was published, what was promised, what
 * arrived.
 */
final class Ledger {

	private final BitSet published = new BitSet();

	private final BitSet acknowledged = new BitSet();

	private final BitSet received = new BitSet();

	private final BitSet forgotten = new BitSet();

	private final Map<String, Integer> failures = new TreeMap<>();

	private int failed;

	private int duplicated;

	private int disordered;

	private int firstSinceMark = -1;

	private long lastReceivedAt = -1;

	private long longestSilence;

	CompletableFuture<Void> publish(IotConnection connection, String topic, int number) {
		published(number);
		return connection.publish(IotMessage.of(topic, String.valueOf(number))).whenComplete((nothing, ex) -> {
			if (ex == null) {
				acknowledged(number);
			}
			else {
				failed(ex);
			}
		});
	}

	synchronized void published(int number) {
		this.published.set(number);
	}

	synchronized void acknowledged(int number) {
		this.acknowledged.set(number);
	}

	private synchronized void failed(Throwable ex) {
		this.failed++;
		this.failures.merge(reason(ex), 1, Integer::sum);
	}

	/**
	 * The reason of a failure.
	 * @param ex the failure
	 * @return its name
	 */
	static String reason(Throwable ex) {
		Throwable cause = (ex instanceof CompletionException) ? ex.getCause() : ex;
		return (cause instanceof IotConnectionException known) ? known.getFailure().reason().name()
				: String.valueOf(cause);
	}

	/**
	 * Note an arrival.
	 * @param number the number that arrived
	 * @return whether it had not arrived before
	 */
	synchronized boolean received(int number) {
		long now = System.nanoTime();
		if (this.lastReceivedAt >= 0) {
			this.longestSilence = Math.max(this.longestSilence, now - this.lastReceivedAt);
		}
		this.lastReceivedAt = now;
		if (this.firstSinceMark < 0) {
			this.firstSinceMark = number;
		}
		if (this.received.get(number)) {
			this.duplicated++;
			return false;
		}
		if (number < this.received.length() - 1) {
			this.disordered++;
		}
		this.received.set(number);
		return true;
	}

	/**
	 * Remember the next message that arrives.
	 */
	synchronized void mark() {
		this.firstSinceMark = -1;
	}

	/**
	 * The endpoint lost its memory at the mark: what it had acknowledged, and did not
	 * deliver before the first message after the mark, is not our loss.
	 * @param from the oldest message that it may have had
	 */
	synchronized void forgetFrom(int from) {
		for (int number = from; number < this.firstSinceMark; number++) {
			if (this.acknowledged.get(number) && !this.received.get(number)) {
				this.forgotten.set(number);
			}
		}
	}

	synchronized int nextNumber() {
		return this.published.length();
	}

	synchronized boolean hasReceivedFrom(int number) {
		return this.received.length() > number;
	}

	synchronized int published() {
		return this.published.cardinality();
	}

	synchronized int acknowledged() {
		return this.acknowledged.cardinality();
	}

	synchronized int received() {
		return this.received.cardinality();
	}

	synchronized int failed() {
		return this.failed;
	}

	/**
	 * How many publishes failed for which reason.
	 * @return the counts by the name of the failure
	 */
	synchronized Map<String, Integer> failures() {
		return new TreeMap<>(this.failures);
	}

	/**
	 * The publishes that have no end, without those that failed.
	 * @return their numbers
	 */
	synchronized BitSet undoneNumbers() {
		BitSet undone = (BitSet) this.published.clone();
		undone.andNot(this.acknowledged);
		return undone;
	}

	synchronized int undone() {
		return this.published.cardinality() - this.acknowledged.cardinality() - this.failed;
	}

	synchronized int duplicated() {
		return this.duplicated;
	}

	/**
	 * How many messages arrived for the first time after a later one.
	 * @return the number
	 */
	synchronized int disordered() {
		return this.disordered;
	}

	synchronized int forgotten() {
		return this.forgotten.cardinality();
	}

	/**
	 * How many messages were promised and did not arrive.
	 * @return the number
	 */
	synchronized int lost() {
		return lostNumbers().cardinality();
	}

	/**
	 * The messages that were promised and did not arrive, to find out why.
	 * @return their numbers
	 */
	synchronized BitSet lostNumbers() {
		BitSet lost = (BitSet) this.acknowledged.clone();
		lost.andNot(this.received);
		lost.andNot(this.forgotten);
		return lost;
	}

	synchronized Duration longestSilence() {
		return Duration.ofNanos(this.longestSilence);
	}

}
