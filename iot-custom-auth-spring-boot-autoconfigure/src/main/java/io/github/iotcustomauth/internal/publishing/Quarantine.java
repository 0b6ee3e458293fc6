package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.publishing.PublishingStatus.SuspectStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds and isolates the topic or filter on which the server hangs up.
 * <p>
 * What was in flight at two ends by the server in a row is a suspect: the oldest
 * unanswered QoS 1 publish, the QoS 0 topics of the last second, the filters of the
 * SUBSCRIBE packet. A suspect waits, and so do all publishes of its topic, until it is
 * tried alone: while the connection has nothing else in flight, and only after the server
 * has answered something else on it. An answer acquits. Three hang-ups in a trial
 * convict; a server that hangs up on everything convicts nothing, because it answers
 * nothing.
 * <p>
 * Guarded by the lock of {@link PendingPublishes}.
 */
final class Quarantine {

	private static final Log logger = LogFactory.getLog(Quarantine.class);

	// continuous traffic is interrupted for trials this rarely
	private static final long TURN_OF_OTHERS = Duration.ofSeconds(5).toNanos();

	// others wait this long at most until nothing is in flight, and for trials in a row
	private static final long TURN_OF_TRIALS = Duration.ofSeconds(5).toNanos();

	private final SuspectFilters filters;

	// by topic or filter
	private final Map<Object, Suspect> suspects = new LinkedHashMap<>();

	// what was in flight at the last end by the server: publishes, QoS 0 topics, filters
	private Set<Object> evidence = Set.of();

	private @Nullable ObservedConnection observed;

	private Suspect.@Nullable Trial trial;

	private long othersUntil;

	private boolean holding;

	Quarantine(SuspectFilters filters) {
		this.filters = filters;
	}

	boolean isTrying() {
		return this.trial != null;
	}

	/**
	 * Start to observe a connection.
	 * @param now the monotonic time
	 * @param probe asks the server for something harmless, and tells its argument whether
	 * the server has answered
	 */
	void connected(long now, Consumer<Consumer<Boolean>> probe) {
		this.observed = new ObservedConnection(now, probe);
		this.othersUntil = now + TURN_OF_OTHERS;
		this.holding = false;
	}

	/**
	 * Whether a publish has to wait for a verdict.
	 * @param topic its topic
	 * @return whether the topic is suspect
	 */
	boolean holds(String topic) {
		return !this.suspects.isEmpty() && this.suspects.containsKey(topic);
	}

	boolean holdsAll() {
		return this.holding || this.trial != null;
	}

	// whether to call tick again soon
	boolean isBusy(PublishList list) {
		return this.observed != null && (this.trial != null || waiting(list).findAny().isPresent());
	}

	/**
	 * Why a publish is refused at the moment.
	 * @param publish the publish
	 * @param now the monotonic time
	 * @return the failure, or {@code null} when it is accepted
	 */
	@Nullable IotFailure refusal(PendingPublish publish, long now) {
		Suspect suspect = this.suspects.isEmpty() ? null : this.suspects.get(publish.topic());
		return (suspect != null && !publish.isAcknowledged() && suspect.isPaused(now)) ? suspect.failure() : null;
	}

	void sent(PendingPublish publish, long now) {
		ObservedConnection current = this.observed;
		if (current != null && !publish.isAcknowledged()) {
			current.sent(publish.topic(), now);
		}
	}

	// with QoS 0, when it has been written; a failure is one of the client
	void answered(PendingPublish publish, boolean success, long now) {
		Suspect.Trial current = this.trial;
		if (current != null && current.publish() == publish) {
			current.answered(now);
		}
		else if (this.observed != null && success && publish.isAcknowledged()) {
			this.observed.answered();
		}
	}

	/**
	 * Go on with the trials.
	 * @param now the monotonic time
	 * @param list the publishes
	 * @return a publish to send alone, or {@code null}
	 */
	@Nullable PendingPublish tick(long now, PublishList list) {
		ObservedConnection current = this.observed;
		if (current == null || this.suspects.isEmpty()) {
			return null;
		}
		if (this.trial != null) {
			if (!this.trial.isSurvived(now)) {
				return null;
			}
			acquit(this.trial.suspect(), list);
		}
		Suspect next = waiting(list).filter((suspect) -> current.lasts(suspect.delay(), now))
			.min(Comparator.comparingInt((suspect) -> suspect.trials))
			.orElse(null);
		if (now - this.othersUntil > TURN_OF_TRIALS) {
			this.othersUntil = now + TURN_OF_OTHERS;
		}
		boolean due = now - this.othersUntil >= 0;
		boolean idle = list.inFlight() == 0 && !current.isBusy(now) && this.filters.unanswered().isEmpty();
		boolean free = idle && (due || list.nextUnsent() == null);
		// others are interrupted only while the server answers
		this.holding = due && next != null && current.isAnswered();
		if (next != null && !current.isAnswered() && (due || free)) {
			current.probe();
		}
		return (next != null && free && current.isAnswered()) ? begin(next, list) : null;
	}

	private @Nullable PendingPublish begin(Suspect suspect, PublishList list) {
		PendingPublish publish = (suspect.key instanceof String topic) ? list.oldestHeld(topic) : null;
		Suspect.Trial begun = new Suspect.Trial(suspect, publish);
		this.trial = begun;
		suspect.trials++;
		logger.debug("Trying " + suspect + " alone");
		if (suspect.key instanceof TopicFilter filter) {
			this.filters.tryAlone(filter, begun::answered);
		}
		return publish;
	}

	// suspects that have something to be tried with
	private Stream<Suspect> waiting(PublishList list) {
		return this.suspects.values()
			.stream()
			.filter((suspect) -> !(suspect.key instanceof String topic) || list.oldestHeld(topic) != null);
	}

	private void acquit(Suspect suspect, PublishList list) {
		logger.info("The server took " + suspect + ", which had been in flight when it hung up");
		this.trial = null;
		this.suspects.remove(suspect.key);
		if (suspect.key instanceof TopicFilter filter) {
			this.filters.acquit(filter);
		}
		else {
			list.release((String) suspect.key);
		}
	}

	/**
	 * The connection has ended. To be called before its publishes are marked as unsent.
	 * @param byServer whether the server closed it
	 * @param now the monotonic time
	 * @param list the publishes
	 * @return a QoS 1 publish that is convicted, or {@code null}
	 */
	@Nullable PendingPublish ended(boolean byServer, long now, PublishList list) {
		ObservedConnection over = this.observed;
		Suspect.Trial current = this.trial;
		this.observed = null;
		this.trial = null;
		this.holding = false;
		if (over == null || (current == null && !byServer)) {
			return null;
		}
		List<TopicFilter> unanswered = this.filters.unanswered();
		if (current == null) {
			collect(over.inFlight(now, list, unanswered));
		}
		else if (current.isSurvived(now)) {
			acquit(current.suspect(), list);
		}
		else if (!byServer) {
			current.suspect().postpone();
		}
		else if (!current.isAlone(unanswered)) {
			collect(new HashSet<>(unanswered));
		}
		else if (current.suspect().strike()) {
			return convict(current, now);
		}
		return null;
	}

	/**
	 * What the server may hang up on now.
	 * @param now the monotonic time
	 * @param list the publishes
	 * @return the operations
	 */
	LastSent lastSent(long now, PublishList list) {
		return (this.observed != null) ? new LastSent(this.observed.inFlight(now, list, this.filters.unanswered()))
				: LastSent.NOTHING;
	}

	// topics and filters that are tried alone, or paused
	List<SuspectStatus> suspects(long now) {
		return this.suspects.values().stream().map((suspect) -> suspect.status(now)).toList();
	}

	private void collect(Set<Object> found) {
		for (Object twice : found) {
			if (this.evidence.contains(twice)) {
				isolate((twice instanceof PendingPublish publish) ? publish.topic() : twice);
			}
		}
		this.evidence = found;
	}

	private void isolate(Object key) {
		if (this.suspects.putIfAbsent(key, new Suspect(key)) == null) {
			logger.warn("The server hung up twice with " + this.suspects.get(key) + " in flight, which is tried alone");
			if (key instanceof TopicFilter filter) {
				this.filters.isolate(filter);
			}
		}
	}

	// publishes of the topic stay suspect: the next one is tried alone as well
	private @Nullable PendingPublish convict(Suspect.Trial lost, long now) {
		Suspect suspect = lost.suspect();
		logger.warn("The server hung up three times on " + suspect + ", and took others; giving it up");
		if (suspect.key instanceof TopicFilter filter) {
			this.suspects.remove(filter);
			this.filters.convict(filter);
			return null;
		}
		suspect.postpone();
		if (lost.publish() != null && !lost.publish().isAcknowledged()) {
			suspect.pause(now);
			return null;
		}
		suspect.forgive();
		return lost.publish();
	}

}
