package io.github.iotcustomauth.internal.attempt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.iotcustomauth.internal.engine.Engine;

/**
 * Attempts whose transport has not given back its native handles. One that hangs in the
 * upgrade to WebSocket keeps its socket until the other side closes it, so the more of
 * them there are, the later is the next attempt: from the fourth on 15 s later for each,
 * and 5 minutes at most. An attempt counts for an hour. Attempts never stop, and no more
 * than some 30 of them hang in any hour. Confined to the engine.
 */
public final class UnreleasedAttempts {

	private static final int FREE = 3;

	private static final Duration STEP = Duration.ofSeconds(15);

	private static final Duration LONGEST = Duration.ofMinutes(5);

	private static final Duration AGE = Duration.ofHours(1);

	private final Map<Attempt, Long> attempts = new HashMap<>();

	private final Engine engine;

	public UnreleasedAttempts(Engine engine) {
		this.engine = engine;
	}

	public void add(Attempt attempt) {
		removeReleased();
		this.attempts.put(attempt, this.engine.nanoTime());
	}

	/**
	 * The shortest delay before the next attempt. To be asked between two attempts.
	 * @return the delay
	 */
	public Duration delay() {
		removeReleased();
		Duration delay = STEP.multipliedBy(Math.max(0, this.attempts.size() - FREE));
		return (delay.compareTo(LONGEST) < 0) ? delay : LONGEST;
	}

	private void removeReleased() {
		long now = this.engine.nanoTime();
		this.attempts.entrySet()
			.removeIf((entry) -> entry.getKey().isReleased() || now - entry.getValue() > AGE.toNanos());
	}

}
