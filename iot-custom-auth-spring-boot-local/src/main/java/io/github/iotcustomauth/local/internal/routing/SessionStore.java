package io.github.iotcustomauth.local.internal.routing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by client id and protocol version. One without a connection lasts for its
 * expiry interval, or until there are too many of them. Confined to the event loop.
 */
final class SessionStore {

	static final int MAX_DETACHED = 5000;

	private static final Log logger = LogFactory.getLog(SessionStore.class);

	private final RoutingContext context;

	private final Consumer<RoutingSession> ended;

	private final int maxDetached;

	private final Map<String, RoutingSession> sessions = new HashMap<>();

	/** In the order in which their clients left. */
	private final Map<String, Future<?>> detached = new LinkedHashMap<>();

	private boolean ending;

	SessionStore(RoutingContext context, int maxDetached, Consumer<RoutingSession> ended) {
		this.context = context;
		this.maxDetached = maxDetached;
		this.ended = ended;
	}

	@Nullable RoutingSession find(String key) {
		return this.sessions.get(key);
	}

	MessageRouter.Opened open(String key, boolean clean) {
		if (clean) {
			end(key);
		}
		cancelExpiry(key);
		boolean resumed = this.sessions.containsKey(key);
		return new MessageRouter.Opened(
				this.sessions.computeIfAbsent(key, (absent) -> new RoutingSession(absent, this.context)), resumed);
	}

	void leave(RoutingSession session, long expirySeconds) {
		session.detach();
		if (expirySeconds == 0) {
			end(session.key());
			return;
		}
		this.detached.put(session.key(),
				this.context.loop().schedule(() -> end(session.key()), expirySeconds, TimeUnit.SECONDS));
		if (this.detached.size() > this.maxDetached) {
			warn();
			end(this.detached.keySet().iterator().next());
		}
	}

	private void warn() {
		if (!this.ending) {
			this.ending = true;
			logger.warn("There are more than " + this.maxDetached
					+ " sessions of clients that are not connected: those that were left first end");
		}
	}

	private void end(String key) {
		cancelExpiry(key);
		RoutingSession session = this.sessions.remove(key);
		if (session != null) {
			this.ended.accept(session);
		}
	}

	private void cancelExpiry(String key) {
		Future<?> expiry = this.detached.remove(key);
		if (expiry != null) {
			expiry.cancel(false);
		}
	}

	void endDetached() {
		List.copyOf(this.detached.keySet()).forEach(this::end);
	}

}
