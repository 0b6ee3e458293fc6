package io.github.iotcustomauth.local.authorizer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.iotcustomauth.local.policy.InvalidPolicyException;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;

/**
 * An answer that AWS IoT Core would take, with its defaults filled in.
 *
 * @param principalId the principal
 * @param policies the policy documents
 * @param disconnectAfter how long the connection may last
 * @param refreshAfter after how long the authorizer is asked again
 */
record CheckedResponse(String principalId, List<PolicyDocument> policies, Duration disconnectAfter,
		Duration refreshAfter) {

	static final int MAXIMUM_PRINCIPAL_LENGTH = 128;

	private static final long DEFAULT_DISCONNECT_AFTER = AuthorizerResponse.MAXIMUM_SECONDS;

	// measured at AWS; its documentation does not say (FL-T)
	private static final long DEFAULT_REFRESH_AFTER = AuthorizerResponse.MINIMUM_SECONDS;

	private static final Pattern LETTERS_AND_DIGITS = Pattern.compile("[a-zA-Z0-9]*");

	/**
	 * Check an answer, in the order in which AWS does (DG/config-custom-auth; the order
	 * was measured, FL-T). An answer is checked even when it does not authenticate the
	 * client.
	 * @param response the answer
	 * @param certificate the certificate of the client, whose id has to be the principal
	 * and without which policies are required (DG/custom-auth-509cert); {@code null}
	 * where none are registered
	 * @return the checked answer
	 * @throws InvalidAuthorizerResponseException if it breaks a rule
	 */
	static CheckedResponse of(AuthorizerResponse response, @Nullable ClientCertificate certificate) {
		if (response.isAuthenticated() == null) {
			throw new InvalidAuthorizerResponseException("isAuthenticated is missing");
		}
		String principalId = principalId(response.principalId());
		if (certificate != null) {
			requireId(certificate, principalId);
		}
		List<PolicyDocument> policies = (certificate != null && response.policyDocuments() == null) ? List.of()
				: policies(response.policyDocuments());
		Duration refreshAfter = seconds("refreshAfterInSeconds", response.refreshAfterInSeconds(),
				DEFAULT_REFRESH_AFTER);
		Duration disconnectAfter = seconds("disconnectAfterInSeconds", response.disconnectAfterInSeconds(),
				DEFAULT_DISCONNECT_AFTER);
		return new CheckedResponse(principalId, policies, disconnectAfter, refreshAfter);
	}

	private static String principalId(@Nullable String principalId) {
		if (principalId == null) {
			throw new InvalidAuthorizerResponseException(
					"principalId is missing; it is required even when isAuthenticated is false");
		}
		if (principalId.isEmpty()) {
			throw new InvalidAuthorizerResponseException("principalId is empty");
		}
		if (principalId.length() > MAXIMUM_PRINCIPAL_LENGTH) {
			throw new InvalidAuthorizerResponseException("principalId has " + principalId.length()
					+ " characters, AWS IoT Core takes at most " + MAXIMUM_PRINCIPAL_LENGTH);
		}
		if (!LETTERS_AND_DIGITS.matcher(principalId).matches()) {
			throw new InvalidAuthorizerResponseException(
					"principalId '" + principalId + "' has characters other than letters and digits");
		}
		return principalId;
	}

	private static void requireId(ClientCertificate certificate, String principalId) {
		if (!principalId.equals(certificate.id())) {
			throw new InvalidAuthorizerResponseException("principalId '" + principalId
					+ "' is not the id of the client certificate; answer with the event's protocolData.tls.principalId, '"
					+ certificate.id() + "'");
		}
	}

	private static List<PolicyDocument> policies(@Nullable List<String> documents) {
		if (documents == null) {
			throw new InvalidAuthorizerResponseException("policyDocuments is missing; it may be an empty list");
		}
		if (documents.size() > Policies.MAXIMUM_DOCUMENTS) {
			throw new InvalidAuthorizerResponseException("there are " + documents.size()
					+ " policyDocuments, AWS IoT Core takes at most " + Policies.MAXIMUM_DOCUMENTS);
		}
		List<PolicyDocument> policies = new ArrayList<>();
		for (String document : documents) {
			try {
				policies.add(PolicyDocument.parse(document));
			}
			catch (InvalidPolicyException ex) {
				throw new InvalidAuthorizerResponseException(
						"policyDocuments[" + policies.size() + "]: " + ex.getMessage());
			}
		}
		return policies;
	}

	private static Duration seconds(String name, @Nullable Long value, long defaultValue) {
		long seconds = (value != null) ? value : defaultValue;
		if (seconds < AuthorizerResponse.MINIMUM_SECONDS || seconds > AuthorizerResponse.MAXIMUM_SECONDS) {
			throw new InvalidAuthorizerResponseException(name + " is " + seconds + ", AWS IoT Core takes "
					+ AuthorizerResponse.MINIMUM_SECONDS + " to " + AuthorizerResponse.MAXIMUM_SECONDS);
		}
		return Duration.ofSeconds(seconds);
	}

}
