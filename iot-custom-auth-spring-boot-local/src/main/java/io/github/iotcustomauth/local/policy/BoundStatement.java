package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param conditions its conditions with the values of the connection
 */
record BoundStatement(int document, int number, PolicyStatement statement, List<Glob> actions,
		List<BoundResource> resources, List<BoundCondition> conditions) {

	/** More than the length of any resource. */
	private static final int BY_TYPE = 1_000_000;

	private static final int BY_VARIABLE = BY_TYPE + 1;

	private static final int BY_CONDITION = BY_TYPE + 2;

	static BoundStatement of(int document, int number, PolicyStatement statement, Map<String, String> variables) {
		List<Glob> actions = statement.actions()
			.stream()
			.map((action) -> Glob.of(action.toLowerCase(Locale.ROOT)))
			.toList();
		List<BoundResource> resources = new ArrayList<>();
		for (String resource : statement.resources()) {
			resources.add(BoundResource.of(resource, variables));
		}
		List<BoundCondition> conditions = statement.conditions()
			.stream()
			.map((condition) -> BoundCondition.of(condition, variables))
			.toList();
		return new BoundStatement(document, number, statement, actions, resources, conditions);
	}

	boolean is(Effect effect) {
		return this.statement.effect() == effect;
	}

	boolean names(String action) {
		return this.actions.stream().anyMatch((pattern) -> pattern.matches(action));
	}

	// An undecidable condition neither permits nor spares.
	boolean holds(ConnectContext connect) {
		return this.conditions.stream()
			.allMatch((condition) -> condition.isDecidable() ? condition.holds(connect) : is(Effect.DENY));
	}

	/**
	 * Say what the statement has that will not do what its author expects.
	 * @return one sentence for each
	 */
	Stream<String> remarks() {
		String subject = place("");
		return Stream.concat(
				this.conditions.stream()
					.flatMap((condition) -> condition.remarks(is(Effect.DENY)))
					.map(subject::concat),
				this.statement.actions()
					.stream()
					.filter((action) -> Spelling.meantAction(action) != null)
					.map((action) -> subject + " has the unknown action '" + action + "', probably "
							+ Spelling.meantAction(action)));
	}

	private String place(String source) {
		return new Match(this.document, this.number, this.statement, source).place();
	}

	@Nullable Match match(String resource) {
		if (this.statement.notResource()) {
			return matchOther(resource);
		}
		return this.resources.stream()
			.filter((candidate) -> candidate.complete() && candidate.pattern().matches(resource))
			.map((candidate) -> new Match(this.document, this.number, this.statement, candidate.source()))
			.findFirst()
			.orElse(null);
	}

	// A variable without a value leaves open what is excepted: that permits nothing.
	private @Nullable Match matchOther(String resource) {
		boolean open = this.resources.stream().anyMatch((candidate) -> !candidate.complete()) && !is(Effect.DENY);
		boolean excepted = this.resources.stream()
			.anyMatch((candidate) -> candidate.complete() && candidate.pattern().matches(resource));
		return (open || excepted) ? null : new Match(this.document, this.number, this.statement,
				"all but " + String.join(", ", this.statement.resources()));
	}

	Stream<String> examples() {
		return this.statement.notResource() ? Stream.empty()
				: this.resources.stream()
					.filter(BoundResource::complete)
					.map((resource) -> resource.pattern().example());
	}

	/**
	 * Say why the statement does not allow a resource although it allows the action.
	 * @param resource the resource
	 * @param alone whether no other statement allows the action
	 * @return what is missing
	 */
	Miss miss(String resource, boolean alone) {
		if (this.statement.notResource()) {
			return (match(resource) != null) ? conditionMiss()
					: new Miss(0, place("") + " allows it on all but " + String.join(", ", this.statement.resources()));
		}
		List<BoundResource> matching = this.resources.stream()
			.filter((candidate) -> candidate.pattern().matches(resource))
			.toList();
		BoundResource nearest = matching.stream()
			.filter(BoundResource::complete)
			.findFirst()
			.orElseGet(() -> nearest(matching.isEmpty() ? this.resources : matching, resource));
		String place = place(nearest.source());
		String source = Spelling.shown(nearest.source());
		if (!nearest.pattern().matches(resource)) {
			int others = this.resources.size() - 1;
			boolean otherType = nearest.pattern().matches(otherType(resource));
			return new Miss(otherType ? BY_TYPE : nearest.pattern().reach(resource),
					place + " allows it " + (alone ? "only " : "") + "on " + source
							+ ((others > 0) ? " and " + others + " more" : "")
							+ (otherType ? ", which is another type than " + type(resource) : ""));
		}
		return nearest.complete() ? conditionMiss()
				: new Miss(BY_VARIABLE, place + " has a variable without a value in " + source);
	}

	private Miss conditionMiss() {
		return new Miss(BY_CONDITION,
				this.conditions.stream()
					.filter((condition) -> !condition.isDecidable())
					.map((condition) -> place("") + " has a condition that cannot be decided, " + condition.source())
					.findFirst()
					.orElse("the condition of " + place("") + " does not hold"));
	}

	private static BoundResource nearest(List<BoundResource> candidates, String resource) {
		BoundResource nearest = candidates.get(0);
		for (BoundResource candidate : candidates) {
			boolean swapped = candidate.pattern().matches(otherType(resource));
			if (swapped || candidate.pattern().reach(resource) > nearest.pattern().reach(resource)) {
				nearest = candidate;
			}
			if (swapped) {
				break;
			}
		}
		return nearest;
	}

	private static String type(String resource) {
		return resource.substring(0, resource.indexOf('/') + 1);
	}

	// A filter of a subscription is often written as a topic, and the other way round.
	private static String otherType(String resource) {
		String other = switch (type(resource)) {
			case "topic/" -> "topicfilter/";
			case "topicfilter/" -> "topic/";
			default -> type(resource);
		};
		return other + resource.substring(type(resource).length());
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
