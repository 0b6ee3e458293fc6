package io.github.iotcustomauth.local.policy;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Glob}.
 */
class GlobTests {

	@ParameterizedTest
	@CsvSource({ "'', '', true", "'', a, false", "a, '', false", "*, '', true", "*, a/b/c, true", "**, '', true",
			"a*, a, true", "a*, ab/c, true", "a*, ba, false", "*a, banana, true", "*a, bananas, false",
			"a*c, abcbc, true", "a*c*e, abcde, true", "a*c*e, abcd, false", "?, '', false", "?, a, true",
			"?, ab, false", "a?c, a/c, true", "a??, ab, false", "?*, a, true", "*?, '', false", "a.c, abc, false",
			"a.c, a.c, true", "[a], a, false", "[a], [a], true", "a/+/c, a/b/c, false", "a/+/c, a/+/c, true",
			"a/#, a/b, false", "a/#, a/#, true", "A, a, false", "\\E*, \\Ex, true" })
	void matches(String pattern, String text, boolean expected) {
		assertThat(Glob.of(pattern).matches(text)).isEqualTo(expected);
	}

	@Test
	void questionMarkStandsForOneCharacterOutsideTheBasicPlane() {
		assertThat(Glob.of("a?b").matches("a\uD83D\uDE00b")).isTrue();
		assertThat(Glob.of("a??b").matches("a\uD83D\uDE00b")).isFalse();
	}

	@Test
	void literalWildcardsStandForThemselves() {
		Glob glob = new Glob.Builder().pattern("a*").literal("*?").build();
		assertThat(glob.matches("abc*?")).isTrue();
		assertThat(glob.matches("abcd")).isFalse();
	}

	@Test
	void agreesWithTheDefinitionForRandomPatterns() {
		Random random = new Random(20261122);
		for (int i = 0; i < 50_000; i++) {
			String pattern = randomText(random, "ab*?/", 8);
			String text = randomText(random, "ab/", 10);
			assertThat(Glob.of(pattern).matches(text)).as("'%s' on '%s'", pattern, text)
				.isEqualTo(matchesByDefinition(pattern, text));
		}
	}

	@Test
	@Timeout(30)
	void hostilePatternStaysFast() {
		Glob glob = Glob.of("*a".repeat(500) + "*b");
		String text = "a".repeat(20_000);
		assertThat(glob.matches(text)).isFalse();
	}

	private static String randomText(Random random, String alphabet, int maximum) {
		int length = random.nextInt(maximum + 1);
		return random.ints(length, 0, alphabet.length())
			.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
			.toString();
	}

	private static boolean matchesByDefinition(String pattern, String text) {
		if (pattern.isEmpty()) {
			return text.isEmpty();
		}
		String rest = pattern.substring(1);
		return switch (pattern.charAt(0)) {
			case '*' ->
				matchesByDefinition(rest, text) || (!text.isEmpty() && matchesByDefinition(pattern, text.substring(1)));
			case '?' -> !text.isEmpty() && matchesByDefinition(rest, text.substring(1));
			default ->
				!text.isEmpty() && text.charAt(0) == pattern.charAt(0) && matchesByDefinition(rest, text.substring(1));
		};
	}

}
