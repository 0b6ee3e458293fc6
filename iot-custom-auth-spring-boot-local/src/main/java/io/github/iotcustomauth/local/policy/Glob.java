package io.github.iotcustomauth.local.policy;

import java.util.stream.IntStream;

/**
 * A pattern in which {@code *} stands for any characters, {@code /} included, and
 * {@code ?} for exactly one. Needs no stack and never more steps than pattern length
 * times text length, so that no policy can make it slow.
 */
final class Glob {

	private static final int ANY_CHARACTERS = -1;

	private static final int ONE_CHARACTER = -2;

	private final int[] pattern;

	private Glob(int[] pattern) {
		this.pattern = pattern;
	}

	static Glob of(String pattern) {
		return new Builder().pattern(pattern).build();
	}

	boolean matches(String text) {
		int[] characters = text.codePoints().toArray();
		int position = 0;
		int next = 0;
		int star = -1;
		int resume = 0;
		while (position < characters.length) {
			if (next < this.pattern.length && this.pattern[next] == ANY_CHARACTERS) {
				star = next++;
				resume = position;
			}
			else if (next < this.pattern.length && matches(this.pattern[next], characters[position])) {
				next++;
				position++;
			}
			else if (star >= 0) {
				// let the last star take one character more; earlier ones need not move
				next = star + 1;
				position = ++resume;
			}
			else {
				return false;
			}
		}
		while (next < this.pattern.length && this.pattern[next] == ANY_CHARACTERS) {
			next++;
		}
		return next == this.pattern.length;
	}

	/**
	 * Return how many characters without wildcards agree with a text before it deviates.
	 * @param text the text
	 * @return how far the text comes
	 */
	int reach(String text) {
		int[] characters = text.codePoints().toArray();
		int agreed = 0;
		while (agreed < this.pattern.length && agreed < characters.length
				&& this.pattern[agreed] == characters[agreed]) {
			agreed++;
		}
		return agreed;
	}

	// Return a text that matches.
	String example() {
		StringBuilder text = new StringBuilder();
		for (int character : this.pattern) {
			switch (character) {
				case ANY_CHARACTERS -> text.append("example");
				case ONE_CHARACTER -> text.append('x');
				default -> text.appendCodePoint(character);
			}
		}
		return text.toString();
	}

	private static boolean matches(int expected, int character) {
		return expected == ONE_CHARACTER || expected == character;
	}

	/**
	 * Puts a pattern together from text with wildcards and text without.
	 */
	static final class Builder {

		private final IntStream.Builder pattern = IntStream.builder();

		Builder pattern(String text) {
			text.codePoints().map(Builder::wildcard).forEach(this.pattern);
			return this;
		}

		Builder literal(String text) {
			text.codePoints().forEach(this.pattern);
			return this;
		}

		Glob build() {
			return new Glob(this.pattern.build().toArray());
		}

		private static int wildcard(int character) {
			return switch (character) {
				case '*' -> ANY_CHARACTERS;
				case '?' -> ONE_CHARACTER;
				default -> character;
			};
		}

	}

}
