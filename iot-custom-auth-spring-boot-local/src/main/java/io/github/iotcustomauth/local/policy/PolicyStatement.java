package io.github.iotcustomauth.local.policy;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy document.
 *
 * @param sid the statement's {@code Sid}, or {@code null} when it has none
 * @param effect whether the statement permits or denies
 * @param actions the action patterns, for instance {@code iot:Publish} or {@code iot:*}
 * @param resources the resource patterns, each an ARN or {@code *}
 * @param conditions what else has to be true, all of it
 * @param notResource whether the statement is about everything but the resources
 */
public record PolicyStatement(@Nullable String sid, Effect effect, List<String> actions, List<String> resources,
		List<Condition> conditions, boolean notResource) {

	public PolicyStatement {
		actions = List.copyOf(actions);
		resources = List.copyOf(resources);
		conditions = List.copyOf(conditions);
		requireElements("Action", actions);
		requireElements(notResource ? "NotResource" : "Resource", resources);
		actions.forEach(PolicyStatement::requireService);
		resources.forEach(ResourcePattern::parse);
	}

	private static void requireElements(String name, List<String> elements) {
		if (elements.isEmpty()) {
			throw new InvalidPolicyException(name + " is empty");
		}
	}

	private static void requireService(String action) {
		if (!action.equals("*") && action.indexOf(':') <= 0) {
			throw new InvalidPolicyException(
					"Action '" + action + "' has no service prefix; write it as 'iot:" + action + "'");
		}
	}

	/**
	 * Create a statement without condition.
	 * @param sid the statement's {@code Sid}, or {@code null} when it has none
	 * @param effect whether the statement permits or denies
	 * @param actions the action patterns
	 * @param resources the resource patterns
	 */
	public PolicyStatement(@Nullable String sid, Effect effect, List<String> actions, List<String> resources) {
		this(sid, effect, actions, resources, List.of());
	}

	/**
	 * Create a statement about resources.
	 * @param sid the statement's {@code Sid}, or {@code null} when it has none
	 * @param effect whether the statement permits or denies
	 * @param actions the action patterns
	 * @param resources the resource patterns
	 * @param conditions what else has to be true
	 */
	public PolicyStatement(@Nullable String sid, Effect effect, List<String> actions, List<String> resources,
			List<Condition> conditions) {
		this(sid, effect, actions, resources, conditions, false);
	}

	/**
	 * A condition of a statement.
	 *
	 * @param operator the operator with its prefix and suffix, for instance
	 * {@code ForAllValues:StringLike}
	 * @param key the key, for instance {@code iot:ConnectAttributes}, in any case
	 * @param values the values that are compared
	 */
	public record Condition(String operator, String key, List<String> values) {

		public Condition {
			values = List.copyOf(values);
		}

		@Override
		public String toString() {
			return this.operator + " " + this.key;
		}

	}

	/**
	 * What a statement does when it applies.
	 */
	public enum Effect {

		/**
		 * Permits what no other statement denies.
		 */
		ALLOW,

		/**
		 * Denies, whatever other statements permit.
		 */
		DENY

	}

}
