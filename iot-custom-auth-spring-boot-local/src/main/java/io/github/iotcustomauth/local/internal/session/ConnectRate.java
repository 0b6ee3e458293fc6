package io.github.iotcustomauth.local.internal.session;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One CONNECT a second for a client id. One that comes too early does not count, one that
 * is refused for another reason does.
 */
public final class ConnectRate {

	private static final long SECOND = 1_000_000_000L;

	private final boolean enforced;

	private final LongSupplier nanoTime;

	/** In the order of arrival, so that the outdated ones come first. */
	private final Map<String, Long> lastConnect = new LinkedHashMap<>();

	public ConnectRate(boolean enforced, LongSupplier nanoTime) {
		this.enforced = enforced;
		this.nanoTime = nanoTime;
	}

	public boolean tryAcquire(String clientId) {
		if (!this.enforced) {
			return true;
		}
		long now = this.nanoTime.getAsLong();
		forgetBefore(now - SECOND);
		return this.lastConnect.putIfAbsent(clientId, now) == null;
	}

	private void forgetBefore(long limit) {
		Iterator<Long> times = this.lastConnect.values().iterator();
		while (times.hasNext() && times.next() - limit <= 0) {
			times.remove();
		}
	}

}
