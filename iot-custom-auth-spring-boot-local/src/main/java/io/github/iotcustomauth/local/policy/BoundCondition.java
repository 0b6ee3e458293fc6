package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.policy.PolicyStatement.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A condition with the values of a connection.
 *
 * @param source the condition
 * @param variables the values of the keys that every action has
 * @param operator the operator, or {@code null} when it cannot be decided
 * @param quantifier {@code ForAllValues}, {@code ForAnyValue} or empty
 * @param negated whether the operator is a negated one
 * @param ifExists whether an absent key is enough
 * @param tests one for each value that can match at all
 */
record BoundCondition(Condition source, Map<String, String> variables, @Nullable ConditionOperator operator,
		String quantifier, boolean negated, boolean ifExists, List<Predicate<String>> tests) {

	private static final Pattern OPERATOR = Pattern.compile("(?:(ForAllValues|ForAnyValue):)?(\\w+?)(IfExists)?");

	private static final String ATTRIBUTES = "iot:connectattributes";

	private static final String WILL_TOPIC = "iot:lastwilltopic";

	static BoundCondition of(Condition condition, Map<String, String> variables) {
		Matcher matcher = OPERATOR.matcher(condition.operator());
		if (!matcher.matches()) {
			return undecidable(condition);
		}
		String quantifier = (matcher.group(1) != null) ? matcher.group(1) : "";
		boolean ifExists = matcher.group(3) != null;
		ConditionOperator operator = ConditionOperator.find(matcher.group(2));
		boolean plain = quantifier.isEmpty() && !ifExists;
		if (operator == null || (operator == ConditionOperator.NULL && !plain) || !isKnownKey(condition.key())
				|| !condition.values()
					.stream()
					.allMatch((value) -> ResourcePattern.hasKnownVariables(value) && operator.takes(value))) {
			return undecidable(condition);
		}
		List<Predicate<String>> tests = new ArrayList<>();
		for (String value : condition.values()) {
			String text = (operator != ConditionOperator.NULL) ? text(condition.key(), value) : value;
			if (text == null && value.indexOf('*') >= 0) {
				// a pattern of more than the topic, which only an ARN could be compared
				// with
				return undecidable(condition);
			}
			Predicate<String> test = (text != null) ? operator.bind(new ResourcePattern(text), variables) : null;
			if (test != null) {
				tests.add(test);
			}
		}
		return new BoundCondition(condition, variables, operator, quantifier, operator.isNegated(matcher.group(2)),
				ifExists, tests);
	}

	private static BoundCondition undecidable(Condition condition) {
		return new BoundCondition(condition, Map.of(), null, "", false, false, List.of());
	}

	private static boolean isKnownKey(String key) {
		return key.equalsIgnoreCase(ATTRIBUTES) || key.equalsIgnoreCase(WILL_TOPIC)
				|| ResourcePattern.isConnectionVariable(key);
	}

	// The topic of a will is an ARN. Region and account are not compared, as in a
	// resource.
	private static @Nullable String text(String key, String value) {
		if (!key.equalsIgnoreCase(WILL_TOPIC) || value.equals("*")) {
			return value;
		}
		String[] parts = value.split(":", 6);
		return (parts.length == 6 && parts[0].equals("arn")) ? parts[5] : null;
	}

	/**
	 * Say what the condition does that its author does not expect.
	 * @param denies whether its statement denies
	 * @return one predicate of a sentence for each
	 */
	Stream<String> remarks(boolean denies) {
		if (!isDecidable()) {
			return Stream.of(" has a condition that the local endpoint cannot decide, " + this.source
					+ ": the statement " + (denies ? "applies without it" : "does not apply"));
		}
		return (this.operator == ConditionOperator.NULL) ? Stream.empty()
				: this.source.values()
					.stream()
					.filter((value) -> text(this.source.key(), value) == null)
					.map((value) -> " compares " + this.source.key() + " with '" + value
							+ "', which is not an ARN and never matches");
	}

	boolean isDecidable() {
		return this.operator != null;
	}

	boolean holds(ConnectContext connect) {
		Set<String> actual = actual(connect);
		if (this.operator == ConditionOperator.NULL) {
			return isListed(String.valueOf(actual.isEmpty()));
		}
		boolean all = this.quantifier.equals("ForAllValues") || (this.quantifier.isEmpty() && this.negated);
		if (actual.isEmpty()) {
			return this.ifExists || all;
		}
		return all ? actual.stream().allMatch(this::accepts) : actual.stream().anyMatch(this::accepts);
	}

	private boolean accepts(String value) {
		return isListed(value) != this.negated;
	}

	private boolean isListed(String value) {
		return this.tests.stream().anyMatch((test) -> test.test(value));
	}

	private Set<String> actual(ConnectContext connect) {
		String value = switch (this.source.key().toLowerCase(Locale.ROOT)) {
			case ATTRIBUTES -> null;
			case WILL_TOPIC -> (connect.willTopic() != null) ? "topic/" + connect.willTopic() : null;
			default -> this.variables.get(this.source.key());
		};
		if (this.source.key().equalsIgnoreCase(ATTRIBUTES)) {
			return connect.attributes().stream().map(ConnectAttribute::value).collect(Collectors.toSet());
		}
		return (value != null) ? Set.of(value) : Set.of();
	}

}
