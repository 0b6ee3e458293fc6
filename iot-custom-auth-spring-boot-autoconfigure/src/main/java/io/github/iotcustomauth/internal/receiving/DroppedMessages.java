package io.github.iotcustomauth.internal.receiving;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts the messages that were dropped, by the name of the subscription that was too
 * slow or too late, or by topic while there is no subscription. Thread-safe.
 */
final class DroppedMessages {

	private static final int MAX_NAMES = 100;

	private static final String OTHERS = "...";

	private final Map<String, Long> bySubscription = new LinkedHashMap<>();

	private final Map<String, Long> byTopic = new LinkedHashMap<>();

	synchronized void bySubscription(String name) {
		add(this.bySubscription, name, 1);
	}

	synchronized void byTopic(String topic) {
		add(this.byTopic, topic, 1);
	}

	private static void add(Map<String, Long> counts, String name, long count) {
		counts.merge((counts.size() < MAX_NAMES || counts.containsKey(name)) ? name : OTHERS, count, Long::sum);
	}

	// returns how many messages of its topics had been dropped before it came
	synchronized long subscribed(String name, Predicate<String> topics) {
		long[] missed = new long[1];
		this.byTopic.entrySet().removeIf((entry) -> {
			boolean matches = !entry.getKey().equals(OTHERS) && topics.test(entry.getKey());
			missed[0] += matches ? entry.getValue() : 0;
			return matches;
		});
		if (missed[0] > 0) {
			add(this.bySubscription, name, missed[0]);
		}
		return missed[0];
	}

	synchronized Map<String, Long> counts() {
		Map<String, Long> counts = new LinkedHashMap<>(this.bySubscription);
		this.byTopic.forEach((topic, count) -> counts.merge(topic, count, Long::sum));
		return counts;
	}

}
