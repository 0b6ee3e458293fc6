package io.github.iotcustomauth.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.Acknowledgment;

/**
 * A message is settled when every handler that received it has acknowledged it.
 */
final class Settlement {

	private final AtomicInteger open;

	private final Runnable acknowledgement;

	Settlement(int receivers, Runnable acknowledgement) {
		this.open = new AtomicInteger(receivers);
		this.acknowledgement = acknowledgement;
	}

	/**
	 * The part of one receiver.
	 * @return the acknowledgment, of which the first call counts
	 */
	Acknowledgment part() {
		AtomicBoolean done = new AtomicBoolean();
		return () -> {
			if (done.compareAndSet(false, true) && this.open.decrementAndGet() == 0) {
				this.acknowledgement.run();
			}
		};
	}

}
