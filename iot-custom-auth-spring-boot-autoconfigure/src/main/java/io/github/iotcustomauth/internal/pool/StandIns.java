package io.github.iotcustomauth.internal.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds members that are without connection for long while others have one, and has
 * others stand in for their subscriptions until they are back. Looks at the members every
 * few seconds, on the engine.
 */
final class StandIns {

	/**
	 * How long a member may be without connection before others stand in.
	 */
	static final Duration AFTER = Duration.ofSeconds(30);

	/**
	 * How often the members are looked at.
	 */
	static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(StandIns.class);

	private final Members members;

	private final Room room;

	private final Collection<PooledSubscription> subscriptions;

	private final Engine engine;

	private final Map<PoolMember, Long> awaySince = new HashMap<>();

	/**
	 * Create stand-ins.
	 * @param members the members
	 * @param room knows which members have room
	 * @param subscriptions the subscriptions of the pool, as a concurrent collection
	 * @param engine the engine of the pool
	 */
	StandIns(Members members, Room room, Collection<PooledSubscription> subscriptions, Engine engine) {
		this.members = members;
		this.room = room;
		this.subscriptions = subscriptions;
		this.engine = engine;
	}

	/**
	 * Look from now on, as long as there are threads.
	 */
	void start() {
		this.engine.schedule(this::look, INTERVAL);
	}

	private void look() {
		try {
			note();
			this.subscriptions.forEach(this::look);
		}
		finally {
			start();
		}
	}

	// without any connection nobody can stand in, and all may be back soon
	private void note() {
		for (PoolMember member : this.members.all()) {
			if (isConnected(member)) {
				this.awaySince.remove(member);
			}
			else {
				this.awaySince.putIfAbsent(member, this.engine.nanoTime());
			}
		}
		if (this.awaySince.size() == this.members.all().size()) {
			this.awaySince.clear();
		}
	}

	private static boolean isConnected(PoolMember member) {
		return member.getStatus().isConnected();
	}

	private boolean isAwayForLong(PoolMember member) {
		Long since = this.awaySince.get(member);
		return since != null && this.engine.nanoTime() - since >= AFTER.toNanos();
	}

	private void look(PooledSubscription subscription) {
		PoolMember home = subscription.onlyHome();
		if (home == null) {
			return;
		}
		PoolMember standIn = subscription.standIn();
		if (standIn != null && subscription.isActiveAtHome()) {
			logger.info("Subscription '" + name(subscription) + "' is back at client id '" + shown(home) + "'");
			subscription.dismissStandIn();
		}
		else if (isAwayForLong(home) && (standIn == null || isAwayForLong(standIn))) {
			PoolMember next = next(subscription, home);
			if (next != null) {
				logger.info("Client id '" + shown(next) + "' stands in for '" + shown(home) + "' with subscription '"
						+ name(subscription) + "'");
				subscription.standInBy(next);
			}
		}
	}

	private @Nullable PoolMember next(PooledSubscription subscription, PoolMember home) {
		return this.members.candidates(subscription.getSubscription())
			.filter((member) -> !member.equals(home) && isConnected(member)
					&& this.room.hasFor(subscription.getSubscription(), member))
			.findFirst()
			.orElse(null);
	}

	private static String name(PooledSubscription subscription) {
		return PrintableText.of(subscription.getSubscription().name());
	}

	private static String shown(PoolMember member) {
		return PrintableText.of(member.getClientId());
	}

}
