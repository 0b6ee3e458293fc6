package io.github.iotcustomauth.local.authorizer;

/**
 * Thrown for an answer of an authorizer that AWS IoT Core would refuse. The message says
 * which rule it breaks, as a part of a sentence.
 */
public class InvalidAuthorizerResponseException extends IllegalArgumentException {

	public InvalidAuthorizerResponseException(String message) {
		super(message);
	}

}
