package io.github.iotcustomauth.local.authorizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer.CallListener;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.policy.Policies;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * An authorizer as it is registered at AWS IoT Core: a name, a status, the keys that
 * verify tokens, and the function that decides.
 *
 * @param name the name by which clients ask for it
 * @param status whether it decides at all
 * @param tokenVerifier verifies tokens, or {@code null} when signing is disabled
 * @param function decides about clients
 */
public record RegisteredAuthorizer(String name, AuthorizerStatus status, @Nullable TokenVerifier tokenVerifier,
		CustomAuthorizer function) {

	static final Pattern NAME = Pattern.compile("[\\w=,@-]{1,128}");

	public RegisteredAuthorizer {
		Assert.isTrue(NAME.matcher(name).matches(),
				"'" + name + "' is no authorizer name: 1 to 128 letters, digits, '_', '=', ',', '@' and '-'");
		Assert.notNull(status, "'status' must not be null");
		Assert.notNull(function, "'function' must not be null");
	}

	/**
	 * Create an active authorizer without token signing.
	 * @param name the name by which clients ask for it
	 * @param function decides about clients
	 */
	public RegisteredAuthorizer(String name, CustomAuthorizer function) {
		this(name, AuthorizerStatus.ACTIVE, null, function);
	}

	/**
	 * Decide about a request. The token is verified before the function is asked, as at
	 * AWS, where the function does not even run after a failure (DG/custom-authorizer).
	 * @param request what the client presented
	 * @param listener is told of the call
	 * @return the decision
	 */
	ConnectDecision decide(CustomAuthRequest request, CallListener listener) {
		if (this.status == AuthorizerStatus.INACTIVE) {
			return new Refused("authorizer '" + this.name + "' is INACTIVE; see its property 'status'");
		}
		String tokenRefusal = (this.tokenVerifier != null) ? this.tokenVerifier.refusal(request, this.name) : null;
		if (tokenRefusal != null) {
			return new Refused(tokenRefusal);
		}
		listener.asked();
		return ask(request, request.toEvent((this.tokenVerifier != null) ? this.tokenVerifier.token(request) : null),
				listener);
	}

	private ConnectDecision ask(CustomAuthRequest request, AuthorizerEvent event, CallListener listener) {
		AuthorizerResponse response = null;
		ConnectDecision decision;
		try {
			response = this.function.authorize(event);
			decision = decide(response, request, event);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			decision = new Refused("authorizer '" + this.name + "' was interrupted");
		}
		catch (Exception ex) {
			decision = failed(ex, event);
		}
		listener.answered(this.name, event, response, decision);
		return decision;
	}

	private ConnectDecision decide(@Nullable AuthorizerResponse response, CustomAuthRequest request,
			AuthorizerEvent event) {
		if (response == null) {
			return new Refused("the answer of authorizer '" + this.name + "' is invalid: it is null");
		}
		return Boolean.FALSE.equals(response.isAuthenticated()) ? refused(response, request, event)
				: granted(CheckedResponse.of(response, request.clientCertificate()), request);
	}

	private Refused failed(Exception failure, AuthorizerEvent event) {
		if (failure instanceof InvalidAuthorizerResponseException ex) {
			String problem = event.redact(Objects.toString(ex.getMessage()));
			return new Refused(
					ex.isRefusal() ? notAuthenticated() + "; AWS IoT Core would not take the answer either: " + problem
							: "the answer of authorizer '" + this.name + "' is invalid: " + problem);
		}
		if (failure instanceof AuthorizerFailedException ex) {
			// a bean that threw it may have quoted a secret
			return new Refused(
					"authorizer '" + this.name + "' failed: " + event.redact(Objects.toString(ex.getMessage())));
		}
		return new Refused(
				"authorizer '" + this.name + "' failed: " + AuthorizerFailedException.describe(failure, event));
	}

	private Granted granted(CheckedResponse response, CustomAuthRequest request) {
		return new Granted(response.principalId(), policies(response, request), response.disconnectAfter(),
				response.refreshAfter());
	}

	// The function said no: whatever else is wrong with its answer comes second.
	private Refused refused(AuthorizerResponse response, CustomAuthRequest request, AuthorizerEvent event) {
		String reason = Objects.requireNonNullElse(response.reason(), notAuthenticated());
		try {
			CheckedResponse.of(response, request.clientCertificate());
		}
		catch (InvalidAuthorizerResponseException ex) {
			reason += "; AWS IoT Core would not take the answer either: " + ex.getMessage();
		}
		return new Refused(event.redact(reason));
	}

	private String notAuthenticated() {
		return "authorizer '" + this.name + "' answered isAuthenticated: false";
	}

	private static Policies policies(CheckedResponse response, CustomAuthRequest request) {
		ClientCertificate certificate = request.clientCertificate();
		return Policies.of(response.policies(), (certificate != null) ? certificate.policies() : List.of(),
				variables(request));
	}

	private static Map<String, String> variables(CustomAuthRequest request) {
		Map<String, String> variables = new HashMap<>();
		if (!request.clientId().isEmpty()) {
			// there is none on HTTPS
			variables.put("iot:ClientId", request.clientId());
		}
		String serverName = request.serverName();
		if (serverName != null) {
			variables.put("iot:DomainName", serverName);
		}
		variables.put("aws:SourceIp", request.sourceAddress());
		return variables;
	}

	/**
	 * Leaves the function out, which may know secrets.
	 */
	@Override
	public String toString() {
		return "RegisteredAuthorizer[name=" + this.name + ", status=" + this.status + ", signing="
				+ (this.tokenVerifier != null) + "]";
	}

}
