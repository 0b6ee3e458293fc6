package io.github.iotcustomauth.support;

/**
 * What is measured is printed, and held to what is promised where the machine has nothing
 * else to do: with {@code -Pfigures}.
 */
public final class Figures {

	private static final boolean PROMISED = Boolean.getBoolean("figures.promised");

	private Figures() {
	}

	public static void print(String text) {
		System.out.println("Figures: " + text);
	}

	// Return the promised number, or what even a busy machine achieves.
	public static int promised(int promised, int otherwise) {
		return PROMISED ? promised : otherwise;
	}

}
