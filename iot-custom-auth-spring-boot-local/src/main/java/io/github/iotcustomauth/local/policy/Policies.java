package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

	private final List<Rule> rules;

	private Policies(List<Rule> rules) {
		this.rules = rules;
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
		if (documents.size() > MAXIMUM_DOCUMENTS) {
			throw new InvalidPolicyException("There are " + documents.size()
					+ " policy documents, AWS IoT Core takes at most " + MAXIMUM_DOCUMENTS);
		}
		return new Policies(documents.stream()
			.flatMap((document) -> document.statements().stream())
			.map((statement) -> Rule.of(statement, variables))
			.toList());
	}

	@Override
	public boolean isAllowed(String action, String resource) {
		return explain(action, resource).isAllowed();
	}

	@Override
	public PolicyDecision explain(String action, String resource, Set<ConnectAttribute> attributes) {
		PolicyDecision allowed = null;
		String name = action.toLowerCase(Locale.ROOT);
		for (Rule rule : this.rules) {
			boolean denies = rule.statement().effect() == Effect.DENY;
			if ((allowed != null && !denies) || !rule.applies(attributes)) {
				continue;
			}
			String matched = rule.match(name, resource);
			if (matched != null && denies) {
				return new PolicyDecision(Outcome.EXPLICIT_DENY, action, resource, rule.statement(), matched);
			}
			if (matched != null) {
				allowed = new PolicyDecision(Outcome.ALLOWED, action, resource, rule.statement(), matched);
			}
		}
		return (allowed != null) ? allowed : new PolicyDecision(Outcome.IMPLICIT_DENY, action, resource, null, null);
	}

	/**
	 * Decide about an action on a resource and say what decided.
	 * @param action the action, for instance {@code iot:Publish}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code topic/home/kitchen}
	 * @return the decision
	 */
	public PolicyDecision explain(String action, String resource) {
		return explain(action, resource, Set.of());
	}

	/**
	 * Return resources on which an action is allowed, made of the patterns that allow it.
	 * @param action the action, for instance {@code iot:Publish}
	 * @return resources without their ARN prefix; there may be others
	 */
	public List<String> examples(String action) {
		String name = action.toLowerCase(Locale.ROOT);
		return this.rules.stream()
			.flatMap((rule) -> rule.examples(name))
			.filter((resource) -> isAllowed(action, resource))
			.toList();
	}

	/**
	 * A statement with its patterns compiled.
	 */
	private record Rule(PolicyStatement statement, List<Glob> actions, List<BoundResource> resources) {

		static Rule of(PolicyStatement statement, Map<String, String> variables) {
			List<Glob> actions = statement.actions()
				.stream()
				.map((action) -> Glob.of(action.toLowerCase(Locale.ROOT)))
				.toList();
			List<BoundResource> resources = new ArrayList<>();
			for (String resource : statement.resources()) {
				Glob pattern = ResourcePattern.parse(resource).bind(variables);
				if (pattern != null) {
					resources.add(new BoundResource(resource, pattern));
				}
			}
			return new Rule(statement, actions, resources);
		}

		boolean applies(Set<ConnectAttribute> attributes) {
			return this.statement.conditions().stream().allMatch((condition) -> condition.holds(attributes));
		}

		Stream<String> examples(String action) {
			return this.actions.stream().anyMatch((pattern) -> pattern.matches(action))
					? this.resources.stream().map((resource) -> resource.pattern().example()) : Stream.empty();
		}

		@Nullable String match(String action, String resource) {
			if (this.actions.stream().noneMatch((pattern) -> pattern.matches(action))) {
				return null;
			}
			return this.resources.stream()
				.filter((candidate) -> candidate.pattern().matches(resource))
				.map(BoundResource::source)
				.findFirst()
				.orElse(null);
		}

	}

	private record BoundResource(String source, Glob pattern) {
	}

}
