package io.github.iotcustomauth.internal.listener;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopicPattern}.
 */
class TopicPatternTests {

	@Test
	void namedLevelsAreWildcards() {
		TopicPattern pattern = TopicPattern.parse("devices/{id}/+/{sensor-2}/#", "");
		assertThat(pattern.filter().value()).isEqualTo("devices/+/+/+/#");
		assertThat(pattern.names()).containsExactly("id", "sensor-2");
		assertThat(pattern.matches("devices/a/b/c/d/e")).isTrue();
		assertThat(pattern.matches("devices/a/b")).isFalse();
		assertThat(pattern.variables("devices/a/b/c/d/e")).isEqualTo(Map.of("id", "a", "sensor-2", "c"));
	}

	@Test
	void levelsMayBeEmpty() {
		assertThat(TopicPattern.parse("/{first}/{second}", "").variables("//x"))
			.isEqualTo(Map.of("first", "", "second", "x"));
	}

	@Test
	void topicWithoutNamesIsTakenAsItIs() {
		TopicPattern pattern = TopicPattern.parse("a/+/#", "");
		assertThat(pattern.filter().value()).isEqualTo("a/+/#");
		assertThat(pattern.variables("a/b/c")).isEmpty();
	}

	@Test
	void groupMakesASharedSubscription() {
		TopicPattern pattern = TopicPattern.parse("devices/{id}", "workers");
		assertThat(pattern.filter().value()).isEqualTo("$share/workers/devices/+");
		assertThat(pattern.matches("devices/a")).isTrue();
		assertThat(pattern.variables("devices/a")).isEqualTo(Map.of("id", "a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/{b", "a/{b}c/d", "a/{}/b", "{a}/{a}", "a/#/b", "$share/g/a", "1/2/3/4/5/6/7/8/9" })
	void invalidTopicIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.parse(text, ""))
			.withMessageStartingWith("Topic");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "+", "a#" })
	void invalidGroupIsRefused(String group) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.parse("x/{y}/+/+/+/+/+/+", group));
	}

	@Test
	void namesAreReplacedInATemplate() {
		assertThat(TopicPattern.expand("ack/{room}/{id}", Map.of("room", "$1\\", "id", "7"))).isEqualTo("ack/$1\\/7");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.expand("ack/{other}", Map.of("room", "a")))
			.withMessageContaining("'other'");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.expand("{a}/x", Map.of("a", "$aws")))
			.withMessageContaining("'$'");
	}

}
