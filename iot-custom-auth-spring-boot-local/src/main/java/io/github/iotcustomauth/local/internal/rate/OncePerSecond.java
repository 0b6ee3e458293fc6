package io.github.iotcustomauth.local.internal.rate;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limit of once a second for each key. An attempt that comes too early does not count.
 * Confined to the event loop.
 */
public final class OncePerSecond {

	private static final long SECOND = 1_000_000_000L;

	private static final int MAX_KEYS = 10_000;

	private final boolean enforced;

	private final LongSupplier nanoTime;

	/** In the order of arrival, so that the outdated ones come first. */
	private final Map<String, Long> last = new LinkedHashMap<>();

	/**
	 * Create a limit.
	 * @param enforced whether there is a limit
	 * @param nanoTime the monotonic time
	 */
	public OncePerSecond(boolean enforced, LongSupplier nanoTime) {
		this.enforced = enforced;
		this.nanoTime = nanoTime;
	}

	/**
	 * Count an attempt, unless it comes too early.
	 * @param key the key
	 * @return whether the attempt is within the limit
	 */
	public boolean tryAcquire(String key) {
		if (!this.enforced) {
			return true;
		}
		long now = this.nanoTime.getAsLong();
		forgetBefore(now - SECOND);
		return this.last.putIfAbsent(key, now) == null;
	}

	private void forgetBefore(long limit) {
		Iterator<Long> times = this.last.values().iterator();
		while (times.hasNext() && (times.next() - limit <= 0 || this.last.size() >= MAX_KEYS)) {
			times.remove();
		}
	}

}
