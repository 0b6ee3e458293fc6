package io.github.iotcustomauth.internal.pool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.iotcustomauth.ConnectionState;
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
	 * How long a member that stands in may take to hand over what it has received.
	 */
	static final Duration HANDOVER = Duration.ofSeconds(60);

	/**
	 * How often the members are looked at.
	 */
	static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(StandIns.class);

	private final Members members;

	private final Placements placements;

	private final Engine engine;

	private final Map<PoolMember, Long> awaySince = new HashMap<>();

	// those of which home and stand-in receive
	private final Map<Placement, Long> doubleSince = new HashMap<>();

	/**
	 * Create stand-ins.
	 * @param members the members
	 * @param placements the subscriptions of the pool
	 * @param engine the engine of the pool
	 */
	StandIns(Members members, Placements placements, Engine engine) {
		this.members = members;
		this.placements = placements;
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
			this.doubleSince.keySet().retainAll(this.placements.all());
			this.placements.all().forEach(this::lookAt);
		}
		finally {
			start();
		}
	}

	// without any connection no member can stand in, and all may be back soon
	private void note() {
		for (PoolMember member : this.members.all()) {
			if (isAway(member.getStatus().state())) {
				this.awaySince.putIfAbsent(member, this.engine.nanoTime());
			}
			else {
				this.awaySince.remove(member);
			}
		}
		if (this.members.all().stream().noneMatch((member) -> member.getStatus().isConnected())) {
			this.awaySince.clear();
		}
	}

	// not if it has not been started, or is stopped
	private static boolean isAway(ConnectionState state) {
		return state == ConnectionState.CONNECTING || state == ConnectionState.WAITING
				|| state == ConnectionState.REJECTED;
	}

	private boolean isAwayForLong(PoolMember member) {
		return isLong(this.awaySince.get(member), AFTER);
	}

	private boolean isLong(@Nullable Long since, Duration duration) {
		return since != null && this.engine.nanoTime() - since >= duration.toNanos();
	}

	// one that fails costs no other
	private void lookAt(Placement placement) {
		try {
			PoolMember home = placement.onlyHome();
			if (home != null) {
				look(placement, home);
			}
		}
		catch (RuntimeException ex) {
			logger.error("No member could stand in for subscription '" + name(placement) + "'", ex);
		}
	}

	private void look(Placement placement, PoolMember home) {
		PoolMember standIn = placement.standIn();
		boolean both = standIn != null && placement.isActiveAtHome() && standIn.getStatus().isConnected();
		if (!both || standIn == null) {
			this.doubleSince.remove(placement);
			boolean useless = standIn == null || isAwayForLong(standIn) || !placement.hasUsefulStandIn();
			if (isAwayForLong(home) && useless) {
				replace(placement, home);
			}
			return;
		}
		// it may have messages that its session has had before
		Long since = this.doubleSince.putIfAbsent(placement, this.engine.nanoTime());
		boolean quiet = since != null && standIn.getReceiveStatus().unacknowledged() == 0;
		if (quiet || isLong(since, HANDOVER)) {
			logger.info("Subscription '" + name(placement) + "' is back at client id '" + shown(home) + "'");
			placement.dismissStandIn();
		}
	}

	private void replace(Placement placement, PoolMember home) {
		PoolMember next = this.placements.standIn(placement);
		if (next != null) {
			logger.info("Client id '" + shown(next) + "' stands in for '" + shown(home) + "' with subscription '"
					+ name(placement) + "'");
		}
	}

	private static String name(Placement placement) {
		return PrintableText.of(placement.subscription().name());
	}

	private static String shown(PoolMember member) {
		return PrintableText.of(member.getClientId());
	}

}
