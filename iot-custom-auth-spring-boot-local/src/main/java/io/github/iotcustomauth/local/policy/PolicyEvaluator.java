package io.github.iotcustomauth.local.policy;

/**
 * Evaluates the policies of one connection.
 */
@FunctionalInterface
public interface PolicyEvaluator {

	/**
	 * Whether an action on a resource is allowed. What no statement names is denied, and
	 * a denial outweighs every permission.
	 * @param action the action, for instance {@code iot:Publish}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code topic/home/kitchen}
	 * @return whether it is allowed
	 */
	boolean isAllowed(String action, String resource);

}
