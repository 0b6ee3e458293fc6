package io.github.iotcustomauth.local.policy;

/**
 * Thrown for a policy that AWS IoT Core would refuse, or that uses what this module does
 * not evaluate. The message says which rule is broken, and where.
 */
public class InvalidPolicyException extends IllegalArgumentException {

	public InvalidPolicyException(String message) {
		super(message);
	}

	public InvalidPolicyException(String message, Throwable cause) {
		super(message, cause);
	}

}
