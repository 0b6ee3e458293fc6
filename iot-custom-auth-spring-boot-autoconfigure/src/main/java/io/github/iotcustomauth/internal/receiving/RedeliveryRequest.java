package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;

import io.github.iotcustomauth.internal.engine.Engine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reconnects for messages that were left to the server because a queue was full: until
 * then they take part of the receive maximum. One reconnect for each time that the queue
 * has been empty, and with growing delays, so that it never loops. Thread-safe.
 */
final class RedeliveryRequest {

	private static final Log logger = LogFactory.getLog(RedeliveryRequest.class);

	private static final Duration MIN_DELAY = Duration.ofMinutes(1);

	private static final Duration MAX_DELAY = Duration.ofHours(1);

	private final Engine engine;

	private final Runnable reconnect;

	private volatile boolean wanted;

	// the following is confined to the engine

	private boolean scheduled;

	private boolean made;

	private long lastMade;

	private Duration delay = MIN_DELAY;

	RedeliveryRequest(Engine engine, Runnable reconnect) {
		this.engine = engine;
		this.reconnect = reconnect;
	}

	// a message was left to the server
	void want() {
		this.wanted = true;
	}

	boolean isWanted() {
		return this.wanted;
	}

	void connected() {
		this.wanted = false;
	}

	// a queue is empty
	void roomAgain() {
		this.engine.execute(this::schedule);
	}

	private void schedule() {
		if (!this.wanted || this.scheduled) {
			return;
		}
		this.scheduled = true;
		Duration since = Duration.ofNanos(this.engine.nanoTime() - this.lastMade);
		this.engine.schedule(this::make, this.made ? this.delay.minus(since) : Duration.ZERO);
	}

	private void make() {
		this.scheduled = false;
		if (!this.wanted) {
			return;
		}
		this.wanted = false;
		long now = this.engine.nanoTime();
		boolean soon = this.made && now - this.lastMade < this.delay.multipliedBy(2).toNanos();
		this.delay = soon ? min(this.delay.multipliedBy(2), MAX_DELAY) : MIN_DELAY;
		this.made = true;
		this.lastMade = now;
		logger.info("Connecting again, for the messages that were left to the server");
		this.reconnect.run();
	}

	private static Duration min(Duration first, Duration second) {
		return (first.compareTo(second) < 0) ? first : second;
	}

}
