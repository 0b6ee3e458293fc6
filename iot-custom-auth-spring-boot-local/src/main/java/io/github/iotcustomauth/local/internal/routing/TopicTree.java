package io.github.iotcustomauth.local.internal.routing;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Values by topic filter. Confined to the event loop.
 *
 * @param <V> the type of the values
 */
final class TopicTree<V> {

	private final Map<String, TopicTree<V>> children = new HashMap<>(4);

	private final Set<V> values = new LinkedHashSet<>(4);

	void add(String filter, V value) {
		TopicTree<V> node = this;
		for (String level : filter.split("/", -1)) {
			node = node.children.computeIfAbsent(level, (key) -> new TopicTree<>());
		}
		node.values.add(value);
	}

	void remove(String filter, V value) {
		remove(filter.split("/", -1), 0, value);
	}

	private void remove(String[] levels, int depth, V value) {
		if (depth == levels.length) {
			this.values.remove(value);
			return;
		}
		this.children.computeIfPresent(levels[depth], (level, child) -> {
			child.remove(levels, depth + 1, value);
			return child.isEmpty() ? null : child;
		});
	}

	/**
	 * Visit the values whose filter matches a topic. As at AWS, {@code a/#} does not
	 * match {@code a}, and a wildcard at the first level does not match {@code $...}.
	 * @param topic the topic
	 * @param visitor visits each value once
	 */
	void match(String topic, Consumer<V> visitor) {
		match(topic.split("/", -1), 0, !topic.startsWith("$"), visitor);
	}

	private void match(String[] levels, int depth, boolean wildcards, Consumer<V> visitor) {
		if (depth == levels.length) {
			this.values.forEach(visitor);
			return;
		}
		TopicTree<V> exact = this.children.get(levels[depth]);
		if (exact != null) {
			exact.match(levels, depth + 1, true, visitor);
		}
		if (wildcards) {
			TopicTree<V> any = this.children.get("+");
			if (any != null) {
				any.match(levels, depth + 1, true, visitor);
			}
			TopicTree<V> rest = this.children.get("#");
			if (rest != null) {
				rest.values.forEach(visitor);
			}
		}
	}

	boolean isEmpty() {
		return this.values.isEmpty() && this.children.isEmpty();
	}

}
