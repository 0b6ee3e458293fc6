package io.github.iotcustomauth.local.authorizer;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a custom authorizer, in AWS's terms. Nothing is checked when it is made:
 * the endpoint checks every answer before it counts, and its log names the rule that one
 * breaks.
 *
 * @param isAuthenticated whether the client is who it says it is; required
 * @param principalId the principal, 1 to 128 letters and digits; required even when the
 * client is not authenticated. Of a client with a certificate it is the event's
 * {@code protocolData.tls.principalId}
 * @param policyDocuments what the client may do: JSON texts, at most 10 of at most 2048
 * characters without white space; required but may be empty. {@code null} is valid for a
 * client with a certificate
 * @param disconnectAfterInSeconds how long the connection may last, 300 to 86400, by
 * default 86400
 * @param refreshAfterInSeconds after how long the authorizer is asked again, 300 to
 * 86400, by default 300
 * @param reason why the client is not authenticated, for the log of the local endpoint;
 * AWS has no such element
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html">Defining
 * your Lambda function (DG/config-custom-auth)</a>
 */
public record AuthorizerResponse(@Nullable Boolean isAuthenticated, @Nullable String principalId,
		@Nullable List<String> policyDocuments, @Nullable Long disconnectAfterInSeconds,
		@Nullable Long refreshAfterInSeconds, @Nullable String reason) {

	/**
	 * The shortest time that AWS IoT Core takes, in seconds.
	 */
	public static final long MINIMUM_SECONDS = 300;

	/**
	 * The longest time that AWS IoT Core takes, in seconds.
	 */
	public static final long MAXIMUM_SECONDS = 86_400;

	public AuthorizerResponse {
		policyDocuments = (policyDocuments != null) ? List.copyOf(policyDocuments) : null;
	}

	/**
	 * Create the answer for a client that is who it says it is.
	 * @param principalId the principal, letters and digits
	 * @param policyDocuments what the client may do, as JSON texts
	 * @return the answer
	 */
	public static AuthorizerResponse authenticated(String principalId, String... policyDocuments) {
		return new AuthorizerResponse(true, principalId, List.of(policyDocuments), null, null, null);
	}

	/**
	 * Create the answer for a client that is refused.
	 * @param principalId the principal, letters and digits: AWS requires one here, too
	 * @param reason why, for the log of the local endpoint; what the client presented as
	 * a secret is cut out
	 * @return the answer
	 */
	public static AuthorizerResponse notAuthenticated(String principalId, String reason) {
		return new AuthorizerResponse(false, principalId, List.of(), null, null, reason);
	}

	/**
	 * Read the JSON text with which a Lambda function answers.
	 * @param json the JSON text
	 * @return the answer
	 * @throws InvalidAuthorizerResponseException if it has not the form of an answer
	 */
	public static AuthorizerResponse parse(String json) {
		return AuthorizerJson.readResponse(json);
	}

	/**
	 * Return the answer with a limit for the life of the connection.
	 * @param disconnectAfter how long the connection may last, in whole seconds
	 * @return the changed copy
	 */
	public AuthorizerResponse withDisconnectAfter(Duration disconnectAfter) {
		return new AuthorizerResponse(this.isAuthenticated, this.principalId, this.policyDocuments,
				disconnectAfter.toSeconds(), this.refreshAfterInSeconds, this.reason);
	}

	/**
	 * Return the answer with a time for which its policies hold.
	 * @param refreshAfter after how long the authorizer is asked again, in whole seconds
	 * @return the changed copy
	 */
	public AuthorizerResponse withRefreshAfter(Duration refreshAfter) {
		return new AuthorizerResponse(this.isAuthenticated, this.principalId, this.policyDocuments,
				this.disconnectAfterInSeconds, refreshAfter.toSeconds(), this.reason);
	}

}
