package io.github.iotcustomauth.local.authorizer;

/**
 * Status of an authorizer.
 */
public enum AuthorizerStatus {

	/**
	 * The authorizer decides about clients.
	 */
	ACTIVE,

	/**
	 * The authorizer refuses every client without being asked.
	 */
	INACTIVE

}
