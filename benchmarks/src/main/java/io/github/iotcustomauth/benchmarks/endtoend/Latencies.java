package io.github.iotcustomauth.benchmarks.endtoend;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Times from the sending of messages to their arrival.
 */
final class Latencies {

	private double[] micros = new double[0];

	private int count;

	private volatile CountDownLatch done = new CountDownLatch(0);

	synchronized void expect(int messages) {
		this.micros = new double[messages];
		this.done = new CountDownLatch(1);
		this.count = 0;
	}

	void arrived(byte[] payload) {
		arrived(ByteBuffer.wrap(payload).getLong());
	}

	synchronized void arrived(long sentAt) {
		int number = this.count;
		this.micros[number] = (System.nanoTime() - sentAt) / 1e3;
		this.count = number + 1;
		if (this.count == this.micros.length) {
			this.done.countDown();
		}
	}

	double[] await() throws InterruptedException {
		boolean complete = this.done.await(20, TimeUnit.SECONDS);
		synchronized (this) {
			if (!complete) {
				throw new IllegalStateException(this.count + " of " + this.micros.length + " messages have arrived");
			}
			return this.micros;
		}
	}

}
