package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.github.iotcustomauth.local.policy.PolicyDecision.Match;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import io.github.iotcustomauth.local.policy.PolicyStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The last decisions of the policies. The endpoint says why it denies something; why it
 * allows something is found here, with the policy documents of the last answer for the
 * client. Thread-safe.
 */
@Component
class PolicyDecisions {

	/**
	 * Maximum number of decisions, and of clients whose policies are kept.
	 */
	static final int CAPACITY = 50;

	private final Map<String, Decision> decisions = new Bounded<>();

	private final Map<String, Policies> policies = new Bounded<>();

	/**
	 * Remember the policies of a client.
	 * @param clientId the client id
	 * @param event what the authorizer was asked
	 * @param response what it answered
	 */
	synchronized void granted(String clientId, AuthorizerEvent event, AuthorizerResponse response) {
		List<String> documents = (response.policyDocuments() != null) ? response.policyDocuments() : List.of();
		try {
			this.policies.put(clientId,
					Policies.of(documents.stream().map(PolicyDocument::parse).toList(), Map.of("iot:ClientId", clientId,
							"iot:DomainName", String.valueOf(event.protocolData().tls().serverName()))));
		}
		catch (RuntimeException ex) {
			// the endpoint refuses such an answer and says why
			this.policies.remove(clientId);
		}
		this.decisions.values().removeIf((decision) -> decision.allowed() && decision.clientId().equals(clientId));
	}

	synchronized void add(LocalIotCoreEvent event) {
		switch (event.type()) {
			case CONNECTED -> allowed(event, "iot:Connect", "client/" + event.clientId());
			case SUBSCRIBED -> allowed(event, "iot:Subscribe", "topicfilter/" + event.detail());
			case PUBLISHED -> allowed(event, "iot:Publish", "topic/" + event.detail());
			case DENIED, REFUSED -> denied(event);
			default -> {
				// no policy is involved
			}
		}
	}

	private void allowed(LocalIotCoreEvent event, String action, String resource) {
		String subject = action + " on " + resource;
		String key = event.clientId() + " " + subject;
		Decision known = this.decisions.remove(key);
		this.decisions.put(key,
				(known != null) ? known.again(event.at()) : explain(event.at(), event.clientId(), action, resource));
	}

	private Decision explain(Instant at, String clientId, String action, String resource) {
		Policies policies = this.policies.get(clientId);
		PolicyDecision decision = (policies != null) ? policies.explain(action, resource) : null;
		Match match = (decision != null && decision.isAllowed()) ? decision.match() : null;
		return new Decision(at, clientId, action + " on " + resource, true,
				(match != null) ? match.place() + " for " + match.resource() : "The statement is not known here",
				(match != null) ? statement(match.statement()) : null, 1);
	}

	private void denied(LocalIotCoreEvent event) {
		String subject = (event.type() == LocalIotCoreEvent.Type.REFUSED) ? "CONNECT" : "Packet or message";
		String key = event.clientId() + " " + event.type() + " " + event.detail();
		Decision known = this.decisions.remove(key);
		this.decisions.put(key, (known != null) ? known.again(event.at())
				: new Decision(event.at(), event.clientId(), subject, false, event.detail(), null, 1));
	}

	private static Map<String, Object> statement(PolicyStatement statement) {
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "Sid", statement.sid());
		shown.put("Effect", (statement.effect() == PolicyStatement.Effect.ALLOW) ? "Allow" : "Deny");
		shown.put("Action", statement.actions());
		shown.put(statement.notResource() ? "NotResource" : "Resource", statement.resources());
		put(shown, "Condition", statement.conditions().isEmpty() ? null : statement.conditions());
		return shown;
	}

	private static void put(Map<String, Object> target, String name, @Nullable Object value) {
		if (value != null) {
			target.put(name, value);
		}
	}

	/**
	 * Return the decisions.
	 * @return the decisions, the newest one last
	 */
	synchronized List<Decision> decisions() {
		return List.copyOf(this.decisions.values());
	}

	/**
	 * Map that drops its oldest entry when it is full.
	 *
	 * @param <T> the type of the values
	 */
	private static final class Bounded<T> extends LinkedHashMap<String, T> {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
			return size() > CAPACITY;
		}

	}

}
