package io.github.iotcustomauth.local.authorizer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Authorizer with a fixed list of users. It grants clients that present the name and
 * password of one of them; without users, every client whose token was verified.
 *
 * @param name the name of the authorizer, for its reasons
 * @param users passwords by user name
 * @param policyDocuments what it permits to every client that it grants, as JSON texts
 * @param disconnectAfterInSeconds how long a connection may last, or {@code null} for
 * AWS's default
 * @param refreshAfterInSeconds after how long it is asked again, or {@code null} for
 * AWS's default
 */
public record StaticAuthorizer(String name, Map<String, String> users, List<String> policyDocuments,
		@Nullable Long disconnectAfterInSeconds, @Nullable Long refreshAfterInSeconds) implements CustomAuthorizer {

	/**
	 * Create an authorizer that AWS IoT Core could have.
	 * @param name the name of the authorizer
	 * @param users passwords by user name
	 * @param policyDocuments what it permits
	 * @param disconnectAfterInSeconds how long a connection may last, or {@code null}
	 * @param refreshAfterInSeconds after how long it is asked again, or {@code null}
	 * @throws InvalidAuthorizerResponseException if its answers would break a rule
	 */
	public StaticAuthorizer {
		users = Map.copyOf(users);
		policyDocuments = List.copyOf(policyDocuments);
		// all answers are the same but for the principal
		CheckedResponse.of(new AuthorizerResponse(true, "principal", policyDocuments, disconnectAfterInSeconds,
				refreshAfterInSeconds, null), null);
	}

	/**
	 * Create an authorizer with the times that AWS IoT Core has by default.
	 * @param name the name of the authorizer
	 * @param users passwords by user name
	 * @param policyDocuments what it permits
	 * @throws InvalidAuthorizerResponseException if its answers would break a rule
	 */
	public StaticAuthorizer(String name, Map<String, String> users, List<String> policyDocuments) {
		this(name, users, policyDocuments, null, null);
	}

	@Override
	public AuthorizerResponse authorize(AuthorizerEvent event) {
		String refusal = this.users.isEmpty() ? null : refusal(event.user(), event.protocolData().mqtt());
		if (refusal != null) {
			return AuthorizerResponse.notAuthenticated(principalId(event), refusal);
		}
		return new AuthorizerResponse(true, principalId(event), this.policyDocuments, this.disconnectAfterInSeconds,
				this.refreshAfterInSeconds, null);
	}

	/**
	 * An unknown name is not repeated in the answer: a client that composes its user name
	 * wrongly may have put anything there.
	 */
	private @Nullable String refusal(String user, AuthorizerEvent.@Nullable Mqtt mqtt) {
		if (user.isEmpty()) {
			return "authorizer '" + this.name + "' expects a user name but the client sent none";
		}
		String expected = this.users.get(user);
		if (expected == null) {
			return "the user name is unknown to authorizer '" + this.name + "'";
		}
		byte[] password = (mqtt != null) ? mqtt.passwordBytes() : null;
		if (password == null) {
			return "authorizer '" + this.name + "' expects a password of user '" + user + "' but the client sent none";
		}
		if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), password)) {
			return "the password is not the one that authorizer '" + this.name + "' has for user '" + user + "'";
		}
		return null;
	}

	private static String principalId(AuthorizerEvent event) {
		String certificateId = event.protocolData().tls().principalId();
		if (certificateId != null) {
			return certificateId;
		}
		AuthorizerEvent.Mqtt mqtt = event.protocolData().mqtt();
		String clientId = (mqtt != null) ? mqtt.clientId() : null;
		return Stream.of(event.user(), (clientId != null) ? clientId : "")
			.map((text) -> text.replaceAll("[^a-zA-Z0-9]", ""))
			.filter((text) -> !text.isEmpty())
			.map((text) -> text.substring(0, Math.min(text.length(), CheckedResponse.MAXIMUM_PRINCIPAL_LENGTH)))
			.findFirst()
			.orElse("anonymous");
	}

	/**
	 * Names what can be shown of an authorizer; users carry passwords.
	 */
	@Override
	public String toString() {
		return "StaticAuthorizer[name=" + this.name + ", users=" + this.users.size() + "]";
	}

}
