package io.github.iotcustomauth.benchmarks.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the messages that a contestant receives, from the first to the last.
 */
public final class Arrivals {

	private final AtomicInteger count = new AtomicInteger();

	private volatile Expected expected = new Expected(0, 0);

	private volatile long first;

	private volatile long last;

	/**
	 * Expect messages.
	 * @param messages the number of messages
	 * @param window the number of messages that may be under way
	 */
	public void expect(int messages, int window) {
		this.count.set(0);
		this.expected = new Expected(messages, window);
	}

	/**
	 * A message has arrived.
	 */
	public void arrived() {
		Expected round = this.expected;
		int number = this.count.incrementAndGet();
		if (number == 1) {
			this.first = System.nanoTime();
		}
		round.window.release();
		if (number == round.messages) {
			this.last = System.nanoTime();
			round.done.countDown();
		}
	}

	/**
	 * Wait until another message may be sent.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitWindow() throws InterruptedException {
		if (!this.expected.window.tryAcquire(10, TimeUnit.SECONDS)) {
			throw new IllegalStateException("A message is missing after " + this.count);
		}
	}

	/**
	 * Wait for all messages.
	 * @param limit the time limit
	 * @return messages a second
	 * @throws InterruptedException if the thread is interrupted
	 */
	public double await(Duration limit) throws InterruptedException {
		Expected round = this.expected;
		if (!round.done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new IllegalStateException(this.count + " of " + round.messages + " messages have arrived");
		}
		return (round.messages - 1) / ((this.last - this.first) / 1e9);
	}

	private static final class Expected {

		private final int messages;

		private final Semaphore window;

		private final CountDownLatch done = new CountDownLatch(1);

		private Expected(int messages, int window) {
			this.messages = messages;
			this.window = new Semaphore(window);
		}

	}

}
