package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.policy.BoundStatement.Miss;
import io.github.iotcustomauth.local.policy.PolicyDecision.Match;
import io.github.iotcustomauth.local.policy.PolicyDecision.Outcome;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one connection. Immutable and safe for use by several threads.
 * <p>
 * Action names are compared without regard to case, resources with. In both, {@code *}
 * stands for any characters and {@code ?} for one; MQTT's {@code +} and {@code #} stand
 * for themselves. Region and account of a resource are not compared.
 */
public final class Policies implements PolicyEvaluator {

	/**
	 * The most policy documents that an authorizer may return.
	 */
	public static final int MAXIMUM_DOCUMENTS = 10;

	private final List<BoundStatement> statements;

	private Policies(List<BoundStatement> statements) {
		this.statements = List.copyOf(statements);
	}

	/**
	 * Bind policy documents to a connection.
	 * @param documents the documents, at most {@value #MAXIMUM_DOCUMENTS}
	 * @param variables the values of the policy variables, by name without the braces,
	 * for instance {@code iot:ClientId}. A resource with a variable that has no value
	 * matches nothing.
	 * @return the bound policies
	 * @throws InvalidPolicyException if there are too many documents
	 */
	public static Policies of(List<PolicyDocument> documents, Map<String, String> variables) {
		return of(documents, List.of(), variables);
	}

	/**
	 * Bind the policy documents of an authorizer, and those that are attached to the
	 * certificate of the client, to a connection. What one of them allows is allowed,
	 * unless one denies it.
	 * @param documents the documents of the authorizer, at most
	 * {@value #MAXIMUM_DOCUMENTS}
	 * @param attached the documents of the certificate, which are numbered after those of
	 * the authorizer and do not count
	 * @param variables the values of the policy variables, by name without the braces
	 * @return the bound policies
	 * @throws InvalidPolicyException if the authorizer has too many documents
	 */
	public static Policies of(List<PolicyDocument> documents, List<PolicyDocument> attached,
			Map<String, String> variables) {
		if (documents.size() > MAXIMUM_DOCUMENTS) {
			throw new InvalidPolicyException("There are " + documents.size()
					+ " policy documents, AWS IoT Core takes at most " + MAXIMUM_DOCUMENTS);
		}
		Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		values.putAll(variables);
		List<BoundStatement> bound = new ArrayList<>();
		int document = 0;
		for (PolicyDocument next : Stream.concat(documents.stream(), attached.stream()).toList()) {
			document++;
			int number = 0;
			for (PolicyStatement statement : next.statements()) {
				number++;
				bound.add(BoundStatement.of(document, number, statement, values));
			}
		}
		return new Policies(bound);
	}

	@Override
	public boolean isAllowed(String action, String resource) {
		return explain(action, resource).isAllowed();
	}

	@Override
	public PolicyDecision explain(String action, String resource, ConnectContext connect) {
		String name = action.toLowerCase(Locale.ROOT);
		Match allowed = null;
		for (BoundStatement statement : this.statements) {
			boolean denies = statement.is(Effect.DENY);
			if ((allowed != null && !denies) || !statement.names(name) || !statement.holds(connect)) {
				continue;
			}
			Match match = statement.match(resource);
			if (match != null && denies) {
				return new PolicyDecision(Outcome.EXPLICIT_DENY, action, resource, match, null);
			}
			if (match != null) {
				allowed = match;
			}
		}
		return (allowed != null) ? new PolicyDecision(Outcome.ALLOWED, action, resource, allowed, null)
				: new PolicyDecision(Outcome.IMPLICIT_DENY, action, resource, null, nearestMiss(name, resource));
	}

	private @Nullable String nearestMiss(String action, String resource) {
		List<BoundStatement> allowing = this.statements.stream()
			.filter((statement) -> statement.is(Effect.ALLOW) && statement.names(action))
			.toList();
		return allowing.stream()
			.map((statement) -> statement.miss(resource, allowing.size() == 1))
			.max(Comparator.comparingInt(Miss::nearness))
			.map(Miss::description)
			.orElse(null);
	}

	/**
	 * Decide about an action on a resource and say what decided.
	 * @param action the action, for instance {@code iot:Publish}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code topic/home/kitchen}
	 * @return the decision
	 */
	public PolicyDecision explain(String action, String resource) {
		return explain(action, resource, ConnectContext.NONE);
	}

	/**
	 * Return what the statements have that does not do what their author probably
	 * expects: conditions that cannot be decided, and unknown actions that look like a
	 * known one.
	 * @return one sentence for each, without a full stop
	 */
	public List<String> remarks() {
		return this.statements.stream().flatMap(BoundStatement::remarks).toList();
	}

	/**
	 * Return resources on which an action is allowed, made of the patterns that allow it.
	 * @param action the action, for instance {@code iot:Publish}
	 * @return resources without their ARN prefix; there may be others
	 */
	public List<String> examples(String action) {
		String name = action.toLowerCase(Locale.ROOT);
		return this.statements.stream()
			.filter((statement) -> statement.names(name))
			.flatMap(BoundStatement::examples)
			.filter((resource) -> isAllowed(action, resource))
			.toList();
	}

}
