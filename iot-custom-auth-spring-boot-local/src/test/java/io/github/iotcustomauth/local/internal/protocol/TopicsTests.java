package io.github.iotcustomauth.local.internal.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Topics}.
 */
class TopicsTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "a/b", "//", " ", "a/b/c/d/e/f/g/h", "$aws/things/x/shadow/update",
			"$aws/rules/my_rule/1/2/3/4/5/6/7/8" })
	void acceptsTopic(String topic) {
		assertThat(Topics.isValidTopic(topic, Limits.ALL)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "a/b/c/d/e/f/g/h/i", "$SYS/x", "$share/g/a", "$aws/rules/r/1/2/3/4/5/6/7/8/9", "a/+", "#" })
	void refusesTopic(String topic) {
		assertThat(Topics.isValidTopic(topic, Limits.ALL)).isFalse();
	}

	@Test
	void countsBytes() {
		assertThat(Topics.isValidTopic("é".repeat(128), Limits.ALL)).isTrue();
		assertThat(Topics.isValidTopic("é".repeat(128) + "a", Limits.ALL)).isFalse();
		assertThat(Topics.isValidFilter("$share/" + "g".repeat(128) + "/" + "a".repeat(256), Limits.ALL)).isTrue();
		assertThat(Topics.isValidFilter("$share/" + "g".repeat(129) + "/a", Limits.ALL)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "+", "#", "a/+/b", "a/#", "+/+/#", "/#", "$aws/events/#", "$share/g/a/#",
			"$share/g/a/b/c/d/e/f/g/h" })
	void acceptsFilter(String filter) {
		assertThat(Topics.isValidFilter(filter, Limits.ALL)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a+", "+a/b", "#/a", "a#", "$share/", "$share/g", "$share/g/", "$share//a",
			"$share/+/a", "$share/#/a", "a/b/c/d/e/f/g/h/i" })
	void refusesFilter(String filter) {
		assertThat(Topics.isValidFilter(filter, Limits.ALL)).isFalse();
	}

	@Test
	void knowsExactFilters() {
		assertThat(Topics.isExact("a/b")).isTrue();
		assertThat(Topics.isExact("a/+")).isFalse();
		assertThat(Topics.isExact("a/#")).isFalse();
		assertThat(Topics.isExact("$share/g/a")).isFalse();
	}

}
