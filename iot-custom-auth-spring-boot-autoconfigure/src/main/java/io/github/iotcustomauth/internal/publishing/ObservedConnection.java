package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.iotcustomauth.TopicFilter;

/**
 * What the {@link Quarantine} knows of one connection: what may be in flight, and whether
 * the server answers at all.
 */
final class ObservedConnection {

	// a server that hangs up on a QoS 0 publish does so within this time
	private static final long SURVIVAL = Duration.ofSeconds(1).toNanos();

	private static final int MAX_TOPICS = 1000;

	// with more topics in a second, the last ones are the most likely
	private static final int MAX_SUSPECTS = 20;

	private final long since;

	private final Consumer<Consumer<Boolean>> probe;

	// QoS 0 topics and their first use, the least recently used one first
	private final Map<String, Long> topics = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_TOPICS;
		}

	};

	private long lastSent;

	// by a native thread as well
	private volatile boolean answered;

	private volatile boolean probed;

	ObservedConnection(long since, Consumer<Consumer<Boolean>> probe) {
		this.since = since;
		this.probe = probe;
	}

	boolean lasts(long nanos, long now) {
		return now - this.since >= nanos;
	}

	void sent(String topic, long now) {
		this.lastSent = now;
		this.topics.computeIfAbsent(topic, (added) -> now);
	}

	/**
	 * Whether the server may still hang up on a QoS 0 publish.
	 * @param now the monotonic time
	 * @return whether there was one within the last second
	 */
	boolean isBusy(long now) {
		return !this.topics.isEmpty() && !isSurvived(this.lastSent, now);
	}

	static boolean isSurvived(long sentAt, long now) {
		return now - sentAt >= SURVIVAL;
	}

	/**
	 * Note that the server has answered something.
	 */
	void answered() {
		this.answered = true;
	}

	boolean isAnswered() {
		return this.answered;
	}

	/**
	 * Make the server answer something, one probe at a time.
	 */
	void probe() {
		if (!this.probed) {
			this.probed = true;
			this.probe.accept((success) -> {
				if (success) {
					answered();
				}
				this.probed = success;
			});
		}
	}

	/**
	 * What the server may have hung up on: the oldest unanswered QoS 1 publish, the
	 * filters of the unanswered SUBSCRIBE packet, and QoS 0 topics with publishes in the
	 * last second but none before, which the connection would have survived.
	 * @param now the monotonic time
	 * @param list the publishes
	 * @param filters the filters
	 * @return publishes, filters and topics, the latest topic first
	 */
	Set<Object> inFlight(long now, PublishList list, List<TopicFilter> filters) {
		List<String> recent = new ArrayList<>();
		this.topics.forEach((topic, first) -> {
			if (!isSurvived(first, now)) {
				recent.add(topic);
			}
		});
		Collections.reverse(recent);
		Set<Object> found = new LinkedHashSet<>(recent.subList(0, Math.min(MAX_SUSPECTS, recent.size())));
		found.addAll(filters);
		PendingPublish oldest = list.oldestUnanswered();
		if (oldest != null) {
			found.add(oldest);
		}
		return found;
	}

}
