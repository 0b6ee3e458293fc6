package io.github.iotcustomauth.local;

/**
 * What is measured is printed in every build, and held to what is promised where the
 * machine has nothing else to do: with {@code -Pfigures}.
 */
final class Figures {

	private static final boolean PROMISED = Boolean.getBoolean("figures.promised");

	private Figures() {
	}

	static void print(String text) {
		System.out.println("Figures: " + text);
	}

	// Return the promised number, or what even a busy machine achieves.
	static int promised(int promised, int otherwise) {
		return PROMISED ? promised : otherwise;
	}

}
