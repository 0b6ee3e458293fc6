package io.github.iotcustomauth.internal.client;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicTemplateTests {

	@Test
	void topicWithoutVariablesIsTakenAsItIs() {
		assertThat(new TopicTemplate("devices/7/commands").expand()).isEqualTo("devices/7/commands");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "a/{", "}{", "{\"a\":1}", "{a/b}", "{a b}", "{{}}" })
	void bracesAroundAnythingButANameAreLiteral(String topic) {
		assertThat(new TopicTemplate(topic).expand()).isEqualTo(topic);
	}

	@Test
	void valuesReplaceTheVariablesInOrder() {
		assertThat(new TopicTemplate("{site}/devices/{device-id}/{what}").expand("north", 7, 'x'))
			.isEqualTo("north/devices/7/x");
	}

	@Test
	void variablesMayBePartsOfALevel() {
		assertThat(new TopicTemplate("device-{id}.{v}/x{id}").expand("7", 1, 8)).isEqualTo("device-7.1/x8");
	}

	@Test
	void valuesAreNotExpandedAgain() {
		assertThat(new TopicTemplate("a/{x}/{y}").expand("{y}", "$1\\")).isEqualTo("a/{y}/$1\\");
	}

	@ParameterizedTest
	@CsvSource({ "a/{x}, 0, 1", "a, 1, 0", "a/{x}/{y}, 1, 2", "a/{x}, 2, 1" })
	void thereMustBeAValueForEveryVariable(String topic, int values, int variables) {
		Object[] given = new Object[values];
		Arrays.fill(given, "v4lue");
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate(topic).expand(given))
			.withMessage("Topic '%s' has %d variables, but there are %d values", topic, variables, values);
	}

	@ParameterizedTest
	@ValueSource(strings = { "+", "#", "/", "\u0000", "a+", "#a", "../b", "a/", "/a", "a\u0000b", "7/+/#", "$aws/x" })
	void valuesCannotAddLevelsOrWildcards(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate("devices/{id}/commands").expand(value))
			.withMessage("Variable 'id' of topic 'devices/{id}/commands' must not contain '+', '#', '/' or U+0000");
	}

	@Test
	void valuesAreTheirTexts() {
		Object devious = new Object() {

			@Override
			public String toString() {
				return "#";
			}

		};
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate("a/{x}").expand(devious));
	}

	@Test
	void valuesMustNotBeEmpty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate("a/{x}").expand(""))
			.withMessage("Variable 'x' of topic 'a/{x}' must not be empty");
	}

	@Test
	void valuesMustNotBeNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate("a/{x}").expand(new Object[1]))
			.withMessage("Variable 'x' of topic 'a/{x}' must not be null");
	}

	@Test
	void valuesCannotMakeAReservedTopic() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate("{x}/{y}").expand("$aws", "$a"))
			.withMessageStartingWith("Variable 'x' of topic '{x}/{y}' must not start with '$'");
		assertThat(new TopicTemplate("{x}/{y}").expand("a$", "$a")).isEqualTo("a$/$a");
		assertThat(new TopicTemplate("$aws/things/{x}").expand("$a")).isEqualTo("$aws/things/$a");
	}

}
