package io.github.iotcustomauth.local.authorizer;

/**
 * Function of a custom authorizer, from what a client presented to an answer, as a Lambda
 * function is at AWS. A bean of this type is the authorizer of its bean name.
 * <p>
 * Every answer is held to AWS's rules before it counts. An exception refuses the client,
 * as does an answer that takes longer than 5 seconds.
 */
@FunctionalInterface
public interface CustomAuthorizer {

	/**
	 * Decide about a client. Called on a worker thread of the endpoint, for several
	 * clients at a time; interrupted when the time is up.
	 * @param event what the client presented. Carries its secrets.
	 * @return the answer
	 * @throws Exception if there is no answer
	 */
	AuthorizerResponse authorize(AuthorizerEvent event) throws Exception;

}
