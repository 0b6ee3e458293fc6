package io.github.iotcustomauth.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Random input of a test, the same in every run. A failure names the seed that it needs.
 */
public final class RandomInput {

	private static final int RUNS = 200;

	private final Random random;

	private RandomInput(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Run a test with different input again and again.
	 * @param test the test
	 */
	public static void check(Consumer<RandomInput> test) {
		for (int seed = 0; seed < RUNS; seed++) {
			try {
				test.accept(new RandomInput(seed));
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("With seed " + seed + ": " + ex.getMessage(), ex);
			}
		}
	}

	/**
	 * A number.
	 * @param min the least
	 * @param max the greatest
	 * @return a number between them
	 */
	public int number(int min, int max) {
		return min + this.random.nextInt(max - min + 1);
	}

	public byte[] bytes(int min, int max) {
		byte[] bytes = new byte[number(min, max)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	@SafeVarargs
	public final <T> T oneOf(T... values) {
		return values[this.random.nextInt(values.length)];
	}

	public <T> List<T> list(int min, int max, Supplier<T> values) {
		int size = number(min, max);
		List<T> list = new ArrayList<>(size);
		while (list.size() < size) {
			list.add(values.get());
		}
		return list;
	}

	/**
	 * A text of some characters.
	 * @param characters the characters
	 * @param min the least length
	 * @param max the greatest length
	 * @return the text
	 */
	public String text(String characters, int min, int max) {
		return list(min, max, () -> characters.charAt(this.random.nextInt(characters.length()))).stream()
			.map(String::valueOf)
			.collect(Collectors.joining());
	}

	/**
	 * A text of well-formed Unicode.
	 * @param min the least length, in code points
	 * @param max the greatest length
	 * @return the text
	 */
	public String unicode(int min, int max) {
		String text = list(min, max, () -> this.random.nextInt(Character.MAX_CODE_POINT + 1)).stream()
			.map(Character::toString)
			.collect(Collectors.joining());
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}
