package io.github.iotcustomauth.local.authorizer;

/**
 * Thrown for an answer of an authorizer that AWS IoT Core would refuse. The message says
 * which rule it breaks, as a part of a sentence.
 */
public class InvalidAuthorizerResponseException extends IllegalArgumentException {

	private final boolean refusal;

	public InvalidAuthorizerResponseException(String message) {
		this(message, false);
	}

	InvalidAuthorizerResponseException(String message, boolean refusal) {
		super(message);
		this.refusal = refusal;
	}

	/**
	 * Whether the answer says that the client is not authenticated, besides what is wrong
	 * with it.
	 * @return whether the function said no
	 */
	boolean isRefusal() {
		return this.refusal;
	}

}
