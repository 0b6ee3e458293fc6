package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.policy.PolicyDecision.Match;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its patterns compiled.
 *
 * @param document the number of its document, from 1
 * @param number its number in the document, from 1
 * @param statement the statement
 * @param actions the patterns of its actions, in lower case
 * @param resources the patterns of its resources
 */
record BoundStatement(int document, int number, PolicyStatement statement, List<Glob> actions,
		List<BoundResource> resources) {

	static BoundStatement of(int document, int number, PolicyStatement statement, Map<String, String> variables) {
		List<Glob> actions = statement.actions()
			.stream()
			.map((action) -> Glob.of(action.toLowerCase(Locale.ROOT)))
			.toList();
		List<BoundResource> resources = new ArrayList<>();
		for (String resource : statement.resources()) {
			resources.add(BoundResource.of(resource, variables));
		}
		return new BoundStatement(document, number, statement, actions, resources);
	}

	boolean is(Effect effect) {
		return this.statement.effect() == effect;
	}

	boolean names(String action) {
		return this.actions.stream().anyMatch((pattern) -> pattern.matches(action));
	}

	boolean holds(Set<ConnectAttribute> attributes) {
		return this.statement.conditions().stream().allMatch((condition) -> condition.holds(attributes));
	}

	@Nullable Match match(String resource) {
		return this.resources.stream()
			.filter((candidate) -> candidate.complete() && candidate.pattern().matches(resource))
			.map((candidate) -> new Match(this.document, this.number, this.statement, candidate.source()))
			.findFirst()
			.orElse(null);
	}

	Stream<String> examples() {
		return this.resources.stream().filter(BoundResource::complete).map((resource) -> resource.pattern().example());
	}

	/**
	 * Say why the statement does not allow a resource although it allows the action.
	 * @param resource the resource
	 * @return what is missing
	 */
	Miss miss(String resource) {
		List<BoundResource> matching = this.resources.stream()
			.filter((candidate) -> candidate.pattern().matches(resource))
			.toList();
		BoundResource nearest = matching.stream()
			.filter(BoundResource::complete)
			.findFirst()
			.orElse((matching.isEmpty() ? this.resources : matching).get(0));
		String place = new Match(this.document, this.number, this.statement, nearest.source()).place();
		if (!nearest.pattern().matches(resource)) {
			int others = this.resources.size() - 1;
			return new Miss(0, place + " allows it only on " + nearest.source()
					+ ((others > 0) ? " and " + others + " more" : ""));
		}
		return nearest.complete() ? new Miss(2, "the condition of " + place + " does not hold")
				: new Miss(1, place + " has a variable without a value in " + nearest.source());
	}

	/**
	 * What is missing for a statement to apply.
	 *
	 * @param nearness greater when less is missing
	 * @param description the description, as a part of a sentence
	 */
	record Miss(int nearness, String description) {
	}

	/**
	 * A resource of the statement.
	 *
	 * @param source the resource as the policy has it
	 * @param pattern its pattern, in which a variable without a value is a wildcard
	 * @param complete whether all variables have values: otherwise it matches nothing
	 */
	record BoundResource(String source, Glob pattern, boolean complete) {

		static BoundResource of(String source, Map<String, String> variables) {
			ResourcePattern resource = ResourcePattern.parse(source);
			Glob pattern = resource.bind(variables::get);
			if (pattern != null) {
				return new BoundResource(source, pattern, true);
			}
			Glob open = resource.bind((name) -> variables.getOrDefault(name, "*"));
			return new BoundResource(source, (open != null) ? open : Glob.of("*"), false);
		}

	}

}
