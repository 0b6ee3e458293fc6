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
 */
public record PolicyStatement(@Nullable String sid, Effect effect, List<String> actions, List<String> resources,
		List<ConnectCondition> conditions) {

	public PolicyStatement {
		actions = List.copyOf(actions);
		resources = List.copyOf(resources);
		conditions = List.copyOf(conditions);
		requireElements("Action", actions);
		requireElements("Resource", resources);
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
