package io.github.iotcustomauth.internal.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FilterTreeTests {

	private static final String[] LEVELS = { "a", "b", "", "$aws" };

	private static final String[] FILTER_LEVELS = { "a", "b", "", "$aws", "+" };

	private final FilterTree<TopicFilter> tree = new FilterTree<>();

	@ParameterizedTest
	@CsvSource({ "a/b, a/b", "+/b, a/b", "a/+, a/b", "#, a/b", "a/#, a/b", "a/#, a/", "a/+, a/", "/+, /a",
			"$aws/#, $aws/x", "$share/g/a/+, a/b", "$share/g/#, a" })
	void found(String filter, String topic) {
		this.tree.add(TopicFilter.of(filter), TopicFilter.of(filter));
		assertThat(matching(topic)).containsExactly(TopicFilter.of(filter));
	}

	// the parent of # is not matched by AWS IoT Core
	@ParameterizedTest
	@CsvSource({ "a/b, a", "a, a/b", "a/#, a", "+, a/b", "#, $aws/x", "+/x, $aws/x", "a/b, a/B" })
	void notFound(String filter, String topic) {
		this.tree.add(TopicFilter.of(filter), TopicFilter.of(filter));
		assertThat(matching(topic)).isEmpty();
	}

	@Test
	void eachValueOfAFilterIsFound() {
		FilterTree<Integer> numbers = new FilterTree<>();
		numbers.add(TopicFilter.of("a/+"), 1);
		numbers.add(TopicFilter.of("$share/g/a/+"), 2);
		List<Integer> found = new ArrayList<>();
		numbers.match("a/b", found::add);
		assertThat(found).containsExactlyInAnyOrder(1, 2);
	}

	@Test
	void sameAsMatchingOneByOne() {
		Random random = new Random(42);
		List<TopicFilter> filters = Stream.generate(() -> filter(random)).distinct().limit(200).toList();
		filters.forEach((filter) -> this.tree.add(filter, filter));
		for (int i = 0; i < 2000; i++) {
			String topic = text(random, LEVELS);
			if (topic.isEmpty()) {
				continue;
			}
			assertThat(matching(topic)).as(topic)
				.containsExactlyInAnyOrderElementsOf(
						filters.stream().filter((filter) -> filter.matches(topic)).toList());
		}
	}

	private List<TopicFilter> matching(String topic) {
		List<TopicFilter> found = new ArrayList<>();
		this.tree.match(topic, found::add);
		return found;
	}

	private static TopicFilter filter(Random random) {
		String end = (random.nextInt(4) == 0) ? "/#" : "";
		String share = (random.nextInt(8) == 0) ? "$share/g/" : "";
		String text = text(random, FILTER_LEVELS) + end;
		return TopicFilter.of(share + (text.isEmpty() ? "a" : text));
	}

	private static String text(Random random, String[] levels) {
		return IntStream.rangeClosed(0, random.nextInt(5))
			.mapToObj((level) -> levels[random.nextInt(levels.length)])
			.collect(Collectors.joining("/"));
	}

}
