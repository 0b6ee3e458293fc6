package io.github.iotcustomauth.local.authorizer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * An authorizer that knows its users beforehand. It grants whoever brings a genuine token
 * and, when it has users, the name and password of one of them.
 *
 * @param name the name by which clients ask for it
 * @param tokenVerifier verifies tokens, or {@code null} when signing is disabled
 * @param users passwords by user name; may be empty when tokens are verified
 * @param policies what it permits to every client that it grants
 */
public record StaticAuthorizer(String name, @Nullable TokenVerifier tokenVerifier, Map<String, String> users,
		List<PolicyDocument> policies) {

	static final Pattern NAME = Pattern.compile("[\\w=,@-]{1,128}");

	private static final Duration DISCONNECT_AFTER = Duration.ofDays(1);

	private static final Duration REFRESH_AFTER = Duration.ofMinutes(5);

	private static final int MAXIMUM_PRINCIPAL_LENGTH = 128;

	/** The endpoint listens there alone, so no client comes from elsewhere. */
	private static final String LOOPBACK = "127.0.0.1";

	public StaticAuthorizer {
		users = Map.copyOf(users);
		policies = List.copyOf(policies);
		Assert.isTrue(NAME.matcher(name).matches(),
				"'" + name + "' is no authorizer name: 1 to 128 letters, digits, '_', '=', ',', '@' and '-'");
		Assert.isTrue(tokenVerifier != null || !users.isEmpty(),
				"Authorizer '" + name + "' has neither users nor signing keys, so it cannot tell clients apart");
		// documents are bound to each client, but their number is known now
		Policies.of(policies, Map.of());
	}

	/**
	 * Verify the token, if tokens are signed. Comes before everything else, as at AWS,
	 * where the authorizer is not even asked after a failure.
	 * @param request what the client presented
	 * @return why the request is refused, or {@code null}
	 */
	@Nullable String tokenRefusal(CustomAuthRequest request) {
		return (this.tokenVerifier != null) ? this.tokenVerifier.refusal(request, this.name) : null;
	}

	ConnectDecision decide(CustomAuthRequest request) {
		String refusal = this.users.isEmpty() ? null : userRefusal(request);
		if (refusal != null) {
			return new Refused(refusal);
		}
		return new Granted(principalId(request), Policies.of(this.policies, variables(request)), DISCONNECT_AFTER,
				REFRESH_AFTER);
	}

	/**
	 * An unknown name is not repeated in the answer: a client that composes its user name
	 * wrongly may have put anything there.
	 */
	private @Nullable String userRefusal(CustomAuthRequest request) {
		if (request.user().isEmpty()) {
			return "authorizer '" + this.name + "' expects a user name but the client sent none";
		}
		String expected = this.users.get(request.user());
		if (expected == null) {
			return "the user name is unknown to authorizer '" + this.name + "'";
		}
		byte[] password = request.password();
		if (password == null) {
			return "authorizer '" + this.name + "' expects a password of user '" + request.user()
					+ "' but the client sent none";
		}
		if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), password)) {
			return "the password is not the one that authorizer '" + this.name + "' has for user '" + request.user()
					+ "'";
		}
		return null;
	}

	private static Map<String, String> variables(CustomAuthRequest request) {
		Map<String, String> variables = new HashMap<>();
		variables.put("iot:ClientId", request.clientId());
		variables.put("aws:SourceIp", LOOPBACK);
		String serverName = request.serverName();
		if (serverName != null) {
			variables.put("iot:DomainName", serverName);
		}
		return variables;
	}

	private static String principalId(CustomAuthRequest request) {
		return Stream.of(request.user(), request.clientId())
			.map((text) -> text.replaceAll("[^a-zA-Z0-9]", ""))
			.filter((text) -> !text.isEmpty())
			.map((text) -> text.substring(0, Math.min(text.length(), MAXIMUM_PRINCIPAL_LENGTH)))
			.findFirst()
			.orElse("anonymous");
	}

	/**
	 * Names what can be shown of an authorizer; users carry passwords.
	 */
	@Override
	public String toString() {
		return "StaticAuthorizer[name=" + this.name + ", signing=" + (this.tokenVerifier != null) + ", users="
				+ this.users.size() + "]";
	}

}
