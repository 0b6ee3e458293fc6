package io.github.iotcustomauth;

import java.util.Arrays;
import java.util.List;

import io.github.iotcustomauth.support.RandomInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link TopicFilter}.
 */
class TopicFilterTests {

	@ParameterizedTest
	@CsvSource({ "home, home", "home/kitchen, home/kitchen", "/, /", "/home, /home", "home/, home/",
			"home//kitchen, home//kitchen", "+, home", "+/+, home/kitchen", "+/+, /", "home/+, home/", "+/home, /home",
			"home/+/temperature, home/kitchen/temperature", "home/+/temperature, home//temperature", "+/+/+, a//c",
			"home/#, home/kitchen", "home/#, home/kitchen/oven/door", "home/#, home/", "#, home", "#, home/kitchen",
			"#, /", "+/#, home/kitchen", "/#, /home", "home/+/#, home/kitchen/oven", "$aws/things/#, $aws/things/pump",
			"$aws/+/pump, $aws/things/pump", "home/$kitchen, home/$kitchen", "+/$kitchen, home/$kitchen",
			"héimat/+, héimat/küche" })
	void matchesTheTopic(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isTrue();
		assertThat(TopicFilter.of("$share/workers/" + filter).matches(topic)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "home, Home", "home, homes", "homes, home", "home, home/", "home/, home", "home, /home", "/home, home",
			"home/kitchen, home", "home, home/kitchen", "home/kitchen, home/bath", "+, home/kitchen", "+, /home",
			"+/+, home", "+/+, a/b/c", "home/+, home", "home/+, home/kitchen/oven", "/+, home", "home/#, homes",
			"home/#, homes/kitchen", "/#, home", "+/kitchen, home/bath", "a/+/c, a/b/d", "a/+/c, a/b/c/d", "a/+/c, a/b",
			"#, $aws/things", "+/things, $aws/things", "+/#, $aws/things", "+, $aws" })
	void doesNotMatchTheTopic(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isFalse();
		assertThat(TopicFilter.of("$share/workers/" + filter).matches(topic)).isFalse();
	}

	// AWS IoT Core departs from MQTT 5 section 4.7.1.2 here
	@ParameterizedTest
	@CsvSource({ "home/#, home", "home/kitchen/#, home/kitchen", "+/#, home" })
	void multiLevelWildcardDoesNotMatchItsParent(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "+", "#", "/", "//", "a/+/b/#", "+/+/+", "/+/#", " ", "a b", "$", "$share", "$shared/a",
			"$aws/events/presence/+/#", "$share/group/a", "$share/group//", "$share/group/+/#", "1/2/3/4/5/6/7/8" })
	void valid(String filter) {
		assertThat(TopicFilter.of(filter)).hasToString(filter);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a+", "+a", "a/b+", "a/+b/c", "++", "+#", "#+", "a#", "#a", "a/b#", "a/#b", "##", "#/",
			"#/a", "a/#/b", "#/#", "$share/group/a+", "$share/group/#/a" })
	void wildcardMustHaveItsLevelForItself(String filter) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(filter))
			.withMessageStartingWith("Topic filter '" + filter + "': ")
			.withMessageContaining("must");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$share/", "$share//", "$share//a", "$share/group", "$share/group/", "$share/+/a",
			"$share/gr+up/a", "$share/#/a", "$share/group#/a" })
	void sharedSubscriptionMustHaveGroupAndFilter(String filter) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(filter))
			.withMessageContaining("$share/<group>/<filter>");
	}

	@ParameterizedTest
	@CsvSource({ "a, a, true", "a/+, +/b, true", "a/#, a/b/c, true", "#, +, true", "$share/g/a/+, a/b, true",
			"a, b, false", "a/+, a/b/c, false", "a/+/c, a/b/d, false", "$share/g/a, $share/h/a, true",
			"a/#, b/#, false" })
	void overlapsWhenThereAreCommonTopics(String first, String second, boolean overlaps) {
		assertThat(TopicFilter.of(first).overlaps(TopicFilter.of(second))).isEqualTo(overlaps);
		assertThat(TopicFilter.of(second).overlaps(TopicFilter.of(first))).isEqualTo(overlaps);
	}

	@Test
	void shared() {
		assertThat(TopicFilter.of("$share/group/a").isShared()).isTrue();
		assertThat(TopicFilter.of("$shared/group/a").isShared()).isFalse();
		assertThat(TopicFilter.of("a/$share/b").isShared()).isFalse();
	}

	@Test
	void emptyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("")).withMessageContaining("empty");
	}

	@Test
	void nulIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a\u0000b"))
			.withMessageContaining("U+0000");
	}

	@Test
	void bytesAreLimitedAndNotCharacters() {
		assertThat(TopicFilter.of("a".repeat(256)).value()).hasSize(256);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a".repeat(257)))
			.withMessageContaining("256 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("é".repeat(129)))
			.withMessageContaining("256 bytes");
	}

	@Test
	void answersToCommandsHaveMoreSlashesThanOtherTopics() {
		assertThatNoException()
			.isThrownBy(() -> TopicFilter.of("$aws/commands/things/thermostat/executions/+/response/accepted/json"));
	}

	@Test
	void slashesAreLimited() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("1/2/3/4/5/6/7/8/9"))
			.withMessageContaining("7 slashes");
	}

	@Test
	void groupOfSharedSubscriptionIsNotCounted() {
		assertThat(TopicFilter.of("$share/group/1/2/3/4/5/6/7/8").isShared()).isTrue();
		assertThat(TopicFilter.of("$share/group/" + "a".repeat(256)).isShared()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("$share/group/" + "a".repeat(257)));
	}

	@Test
	void equalWhenTheTextIs() {
		assertThat(TopicFilter.of("a/+")).isEqualTo(new TopicFilter("a/+")).isNotEqualTo(TopicFilter.of("a/#"));
	}

	@Test
	void matchesLikeAMatcherThatIsTooSimpleToBeWrong() {
		RandomInput.check((random) -> {
			String filter = filter(random);
			random.list(10, 10, () -> topic(random))
				.forEach((topic) -> assertThat(TopicFilter.of(filter).matches(topic)).as("%s, %s", filter, topic)
					.isEqualTo(matches(filter, topic)));
		});
	}

	@Test
	void matchesItselfUnlessItHasWildcards() {
		RandomInput.check((random) -> {
			String topic = topic(random);
			assertThat(TopicFilter.of(topic).matches(topic)).isTrue();
		});
	}

	private static boolean matches(String filter, String topic) {
		boolean reserved = topic.startsWith("$") && !filter.startsWith("$");
		return !reserved && matches(Arrays.asList(filter.split("/", -1)), Arrays.asList(topic.split("/", -1)));
	}

	private static boolean matches(List<String> filter, List<String> topic) {
		if (filter.isEmpty() || topic.isEmpty()) {
			return filter.isEmpty() && topic.isEmpty();
		}
		if (filter.get(0).equals("#")) {
			return true;
		}
		return (filter.get(0).equals("+") || filter.get(0).equals(topic.get(0)))
				&& matches(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
	}

	// few different levels, so that many pairs match
	private static String topic(RandomInput random) {
		String topic = String.join("/", random.list(1, 5, () -> random.oneOf("a", "b", "ab", "", "$a")));
		return topic.isEmpty() ? "/" : topic;
	}

	private static String filter(RandomInput random) {
		List<String> levels = random.list(0, 4, () -> random.oneOf("a", "b", "ab", "", "$a", "+", "+", "+"));
		levels.add(random.oneOf("a", "b", "", "$a", "+", "#"));
		String filter = String.join("/", levels);
		return filter.isEmpty() ? "#" : filter;
	}

}
