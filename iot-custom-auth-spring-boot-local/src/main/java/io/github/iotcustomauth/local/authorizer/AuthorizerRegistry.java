package io.github.iotcustomauth.local.authorizer;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.policy.Policies;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The authorizers of an endpoint. Asks the one that a client names, or the default one
 * when it names none.
 */
public final class AuthorizerRegistry implements ConnectAuthorizer {

	private static final Log logger = LogFactory.getLog(AuthorizerRegistry.class);

	private static final int MAXIMUM_REMARKS = 1_000;

	private final Set<String> remarks = ConcurrentHashMap.newKeySet();

	private final Map<String, RegisteredAuthorizer> authorizers = new TreeMap<>();

	private final @Nullable RegisteredAuthorizer defaultAuthorizer;

	/**
	 * Create a registry.
	 * @param authorizers the authorizers, each with a name of its own
	 * @param defaultAuthorizer the name of the one for clients that name none, or
	 * {@code null} to refuse such clients
	 * @throws IllegalArgumentException if the default authorizer is unknown
	 */
	public AuthorizerRegistry(Collection<RegisteredAuthorizer> authorizers, @Nullable String defaultAuthorizer) {
		authorizers.forEach((authorizer) -> {
			RegisteredAuthorizer other = this.authorizers.putIfAbsent(authorizer.name(), authorizer);
			Assert.isTrue(other == null, () -> "Authorizer '" + authorizer.name() + "' is there twice");
		});
		this.defaultAuthorizer = (defaultAuthorizer != null) ? this.authorizers.get(defaultAuthorizer) : null;
		Assert.isTrue(defaultAuthorizer == null || this.defaultAuthorizer != null,
				() -> "Default authorizer '" + defaultAuthorizer + "' is unknown; " + known());
	}

	@Override
	public ConnectDecision authorize(ConnectAttempt attempt) {
		return authorize(attempt, () -> {
		});
	}

	@Override
	public ConnectDecision authorize(ConnectAttempt attempt, CallListener listener) {
		CustomAuthRequest request = CustomAuthRequest.of(attempt);
		ConnectDecision decision = authorize(request, listener);
		if (decision instanceof Refused refused && request.hasMisplacedParameters()) {
			return new Refused(refused.reason()
					+ " (the user name has parameters that are not read: they belong after its last '?')");
		}
		return decision;
	}

	private ConnectDecision authorize(CustomAuthRequest request, CallListener listener) {
		String name = request.authorizerName();
		if (name == null && this.defaultAuthorizer == null) {
			return new Refused("the client names no authorizer and there is no default one; see default-authorizer");
		}
		if (name != null && !RegisteredAuthorizer.NAME.matcher(name).matches()) {
			return new Refused("the client names an authorizer that AWS IoT Core could not have; " + known());
		}
		RegisteredAuthorizer authorizer = (name != null) ? this.authorizers.get(name) : this.defaultAuthorizer;
		if (authorizer == null) {
			return new Refused("authorizer '" + name + "' is unknown; " + known());
		}
		ConnectDecision decision = authorizer.decide(request, listener);
		if (decision instanceof Granted granted && granted.policies() instanceof Policies policies) {
			policies.remarks().forEach((remark) -> tellOnce("authorizer '" + authorizer.name() + "': " + remark));
		}
		return decision;
	}

	private void tellOnce(String remark) {
		// bounded, since a function can answer with another policy each time
		if (this.remarks.size() < MAXIMUM_REMARKS && this.remarks.add(remark)) {
			logger.warn(remark);
		}
	}

	private String known() {
		return "known are " + this.authorizers.keySet();
	}

}
