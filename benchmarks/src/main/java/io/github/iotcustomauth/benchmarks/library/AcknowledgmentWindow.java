package io.github.iotcustomauth.benchmarks.library;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bound of the messages that are not acknowledged, as a receive maximum.
 */
final class AcknowledgmentWindow {

	private final int size;

	private final Semaphore free;

	private final Runnable acknowledgment;

	AcknowledgmentWindow(int size) {
		this.size = size;
		this.free = new Semaphore(size);
		this.acknowledgment = this.free::release;
	}

	Runnable next() throws InterruptedException {
		this.free.acquire();
		return this.acknowledgment;
	}

	void awaitAll() throws InterruptedException {
		if (!this.free.tryAcquire(this.size, 20, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Messages have not been acknowledged");
		}
		this.free.release(this.size);
	}

}
