package io.github.iotcustomauth.local.internal.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.internal.protocol.Will;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/**
 * Keeps last wills until it is time to publish them.
 */
public final class WillKeeper {

	private static final int MAX_DELAYED = 1000;

	private final EventLoop loop;

	private final Consumer<Will> publisher;

	private final Map<String, Delayed> delayed = new HashMap<>();

	public WillKeeper(EventLoop loop, Consumer<Will> publisher) {
		this.loop = loop;
		this.publisher = publisher;
	}

	// Publish the will of a client that has gone, at the latest when its session ends.
	void leave(String clientId, Will will, long sessionExpirySeconds) {
		long delay = Math.min(will.delaySeconds(), sessionExpirySeconds);
		// too many: better early than never
		if (delay == 0 || this.delayed.size() >= MAX_DELAYED) {
			this.publisher.accept(will);
			return;
		}
		Future<?> timer = this.loop.schedule(() -> {
			this.delayed.remove(clientId);
			this.publisher.accept(will);
		}, delay, TimeUnit.SECONDS);
		this.delayed.put(clientId, new Delayed(will, timer));
	}

	// A client is back: its delayed will is void, unless the session it belongs to ends
	// here.
	public void comeBack(String clientId, boolean cleanStart) {
		Delayed pending = this.delayed.remove(clientId);
		if (pending != null && pending.timer().cancel(false) && cleanStart) {
			this.publisher.accept(pending.will());
		}
	}

	// Forget the wills that wait.
	public void clear() {
		this.delayed.values().forEach((pending) -> pending.timer().cancel(false));
		this.delayed.clear();
	}

	private record Delayed(Will will, Future<?> timer) {
	}

}
