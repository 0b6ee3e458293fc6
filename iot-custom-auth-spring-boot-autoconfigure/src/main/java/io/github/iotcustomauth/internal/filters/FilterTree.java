package io.github.iotcustomauth.internal.filters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Topic filters by their levels, so that matching takes about as long with thousands of
 * them as with a few. Its rules are those of {@link TopicFilter#matches(String)}. Not to
 * be added to once it is used by several threads.
 *
 * @param <T> type of what belongs to a filter
 */
final class FilterTree<T> {

	private static final String ONE_LEVEL = "+";

	private static final String ALL_LEVELS = "#";

	private static final String SHARE = "$share/";

	private final Node<T> root = new Node<>();

	void add(TopicFilter filter, T value) {
		Node<T> node = this.root;
		for (String level : levels(filter)) {
			node = node.children.computeIfAbsent(level, (added) -> new Node<>());
		}
		node.values.add(value);
	}

	private static String[] levels(TopicFilter filter) {
		String value = filter.value();
		String unshared = filter.isShared() ? value.substring(value.indexOf('/', SHARE.length()) + 1) : value;
		return unshared.split("/", -1);
	}

	/**
	 * Find what belongs to the filters that match a topic.
	 * @param topic the topic
	 * @param found told each of them, in no order
	 */
	void match(String topic, Consumer<T> found) {
		match(this.root, topic, 0, found);
	}

	private void match(Node<T> node, String topic, int start, Consumer<T> found) {
		int slash = topic.indexOf('/', start);
		String level = topic.substring(start, (slash != -1) ? slash : topic.length());
		Node<T> same = node.children.get(level);
		matchRest(same, topic, slash, found);
		// wildcards do not match the first level of a topic such as $aws/…
		if (start > 0 || !topic.startsWith("$")) {
			matchRest(node.children.get(ONE_LEVEL), topic, slash, found);
			Node<T> all = node.children.get(ALL_LEVELS);
			if (all != null) {
				all.values.forEach(found);
			}
		}
	}

	private void matchRest(@Nullable Node<T> node, String topic, int slash, Consumer<T> found) {
		if (node == null) {
			return;
		}
		if (slash == -1) {
			node.values.forEach(found);
		}
		else {
			match(node, topic, slash + 1, found);
		}
	}

	private static final class Node<T> {

		private final Map<String, Node<T>> children = new HashMap<>();

		private final List<T> values = new ArrayList<>(1);

	}

}
