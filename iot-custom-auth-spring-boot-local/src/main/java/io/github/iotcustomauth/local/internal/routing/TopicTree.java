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

	private final Node<V> root = new Node<>();

	void add(String filter, V value) {
		Node<V> node = this.root;
		for (String level : filter.split("/", -1)) {
			node = node.children.computeIfAbsent(level, (key) -> new Node<>());
		}
		node.values.add(value);
	}

	void remove(String filter, V value) {
		remove(this.root, filter.split("/", -1), 0, value);
	}

	// Return whether the node is empty afterwards.
	private boolean remove(Node<V> node, String[] levels, int depth, V value) {
		if (depth == levels.length) {
			node.values.remove(value);
		}
		else {
			Node<V> child = node.children.get(levels[depth]);
			if (child != null && remove(child, levels, depth + 1, value)) {
				node.children.remove(levels[depth]);
			}
		}
		return node.values.isEmpty() && node.children.isEmpty();
	}

	/**
	 * Visit the values whose filter matches a topic. As at AWS, {@code a/#} does not
	 * match {@code a}, and a wildcard at the first level does not match {@code $...}.
	 * @param topic the topic
	 * @param visitor visits each value once
	 */
	void match(String topic, Consumer<V> visitor) {
		match(this.root, topic.split("/", -1), 0, !topic.startsWith("$"), visitor);
	}

	private void match(Node<V> node, String[] levels, int depth, boolean wildcards, Consumer<V> visitor) {
		if (depth == levels.length) {
			node.values.forEach(visitor);
			return;
		}
		Node<V> exact = node.children.get(levels[depth]);
		if (exact != null) {
			match(exact, levels, depth + 1, true, visitor);
		}
		if (wildcards) {
			Node<V> any = node.children.get("+");
			if (any != null) {
				match(any, levels, depth + 1, true, visitor);
			}
			Node<V> rest = node.children.get("#");
			if (rest != null) {
				rest.values.forEach(visitor);
			}
		}
	}

	boolean isEmpty() {
		return this.root.children.isEmpty();
	}

	private static final class Node<V> {

		private final Map<String, Node<V>> children = new HashMap<>(4);

		private final Set<V> values = new LinkedHashSet<>(4);

	}

}
