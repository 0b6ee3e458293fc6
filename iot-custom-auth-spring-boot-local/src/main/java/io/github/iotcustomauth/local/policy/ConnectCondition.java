package io.github.iotcustomauth.local.policy;

import java.util.Set;

/**
 * The condition of a statement on {@code iot:ConnectAttributes}.
 *
 * @param quantifier whether all or any of the attributes of an attempt have to be listed
 * @param values the listed values
 */
public record ConnectCondition(Quantifier quantifier, Set<String> values) {

	public ConnectCondition {
		values = Set.copyOf(values);
	}

	boolean holds(Set<ConnectAttribute> attributes) {
		return (this.quantifier == Quantifier.FOR_ALL_VALUES) ? attributes.stream().allMatch(this::lists)
				: attributes.stream().anyMatch(this::lists);
	}

	private boolean lists(ConnectAttribute attribute) {
		return this.values.contains(attribute.value());
	}

	/**
	 * How many of the attributes have to be listed. As in IAM, all of none are, and any
	 * of none are not.
	 */
	public enum Quantifier {

		/**
		 * All of them.
		 */
		FOR_ALL_VALUES,

		/**
		 * At least one.
		 */
		FOR_ANY_VALUE

	}

}
