package io.github.iotcustomauth.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Rounds in which all contestants run one after the other, in an order that rotates.
 */
public final class Rounds {

	private Rounds() {
	}

	/**
	 * Run all rounds of a load.
	 * @param <T> the type of the contestants
	 * @param load the load
	 * @param contestants the contestants by name
	 * @param turn one contestant in one round
	 * @throws Exception if a turn fails
	 */
	public static <T> void run(Load load, Map<String, T> contestants, Turn<T> turn) throws Exception {
		List<Map.Entry<String, T>> order = new ArrayList<>(contestants.entrySet());
		for (int round = -load.warmUps(); round < load.rounds(); round++) {
			Collections.rotate(order, 1);
			for (Map.Entry<String, T> each : order) {
				turn.take(each.getKey(), each.getValue(), round >= 0);
			}
		}
	}

	/**
	 * One contestant in one round.
	 *
	 * @param <T> the type of the contestants
	 */
	@FunctionalInterface
	public interface Turn<T> {

		/**
		 * Run the contestant.
		 * @param name its name
		 * @param contestant the contestant
		 * @param counted whether the result counts
		 * @throws Exception if it fails
		 */
		void take(String name, T contestant, boolean counted) throws Exception;

	}

}
