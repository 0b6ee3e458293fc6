package io.github.iotcustomauth.internal.connection;

import java.time.Duration;

import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The attempt whose transport has to be gone before the next CONNECT: its DISCONNECT
 * would otherwise reach the server later, and end the new connection of the same client
 * id. It is waited for a moment only. Confined to the engine.
 */
final class Predecessor {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final Engine engine;

	private @Nullable Attempt attempt;

	private long since;

	Predecessor(Engine engine) {
		this.engine = engine;
	}

	/**
	 * Wait for an attempt that is about to be left.
	 * @param attempt the attempt; with {@code null} it stays the one before
	 */
	void leave(@Nullable Attempt attempt) {
		if (attempt != null) {
			this.attempt = attempt;
			this.since = this.engine.nanoTime();
		}
	}

	/**
	 * Wait for none, since the next CONNECT is on its way.
	 */
	void forget() {
		this.attempt = null;
	}

	boolean is(Attempt other) {
		return this.attempt == other;
	}

	boolean isGone() {
		return this.attempt == null || this.attempt.isReleased();
	}

	/**
	 * How long to wait for it.
	 * @return the delay of the next attempt
	 */
	Duration delay() {
		return isGone() ? Duration.ZERO : LIMIT.minusNanos(this.engine.nanoTime() - this.since);
	}

}
