package io.github.iotcustomauth.local.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes mistyped words of a policy.
 */
final class Spelling {

	// the actions that a connection can need, by AWS's table of actions
	private static final List<String> ACTIONS = List.of("iot:Connect", "iot:Publish", "iot:RetainPublish",
			"iot:Subscribe", "iot:Receive", "iot:GetRetainedMessage", "iot:ListRetainedMessages", "iot:GetThingShadow",
			"iot:UpdateThingShadow", "iot:DeleteThingShadow", "iot:ListNamedShadowsForThing",
			"iot:DescribeJobExecution", "iot:GetPendingJobExecutions", "iot:UpdateJobExecution",
			"iot:StartNextPendingJobExecution");

	private static final int MOST_EDITS = 2;

	private Spelling() {
	}

	/**
	 * Return the word that was probably meant.
	 * @param word the word
	 * @param known the known words
	 * @return the nearest one, or {@code null} when none is near
	 */
	static @Nullable String nearest(String word, Collection<String> known) {
		return known.stream()
			.filter((candidate) -> edits(word, candidate) <= Math.min(MOST_EDITS, candidate.length() / 3))
			.min(Comparator.comparingInt((candidate) -> edits(word, candidate)))
			.orElse(null);
	}

	/**
	 * Return the action that was probably meant by one that is unknown.
	 * @param action the action of a policy
	 * @return the known one, or {@code null} when the action is known or like none
	 */
	static @Nullable String meantAction(String action) {
		boolean known = action.indexOf('*') >= 0 || action.indexOf('?') >= 0
				|| ACTIONS.stream().anyMatch(action::equalsIgnoreCase);
		return known ? null : nearest(action, ACTIONS);
	}

	/**
	 * Show a text with the blanks at its ends, which would otherwise not be seen.
	 * @param text the text
	 * @return the text, in quotes when there are such blanks
	 */
	static String shown(String text) {
		return text.equals(text.strip()) ? text
				: "'" + text + "' (with a blank at its " + (text.equals(text.stripTrailing()) ? "start)" : "end)");
	}

	// Levenshtein's distance, upper and lower case being the same
	private static int edits(String one, String other) {
		String left = one.toLowerCase(Locale.ROOT);
		String right = other.toLowerCase(Locale.ROOT);
		if (Math.abs(left.length() - right.length()) > MOST_EDITS) {
			return Integer.MAX_VALUE;
		}
		int[] previous = new int[right.length() + 1];
		for (int column = 0; column <= right.length(); column++) {
			previous[column] = column;
		}
		for (int row = 1; row <= left.length(); row++) {
			int[] current = new int[right.length() + 1];
			current[0] = row;
			for (int column = 1; column <= right.length(); column++) {
				int replaced = previous[column - 1] + ((left.charAt(row - 1) == right.charAt(column - 1)) ? 0 : 1);
				current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
			}
			previous = current;
		}
		return previous[right.length()];
	}

}
