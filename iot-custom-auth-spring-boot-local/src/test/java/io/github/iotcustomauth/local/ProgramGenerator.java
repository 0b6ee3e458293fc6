package io.github.iotcustomauth.local;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.RandomProgram.Filters;
import io.github.iotcustomauth.local.RandomProgram.Participant;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;

/**
 * Generator of a {@link RandomProgram}. It knows what the clients are up to.
 */
final class ProgramGenerator {

	private static final List<String> PLAIN_TOPICS = List.of("a", "a/", "a/b", "a/c", "b", "b/b", "a/b/c");

	private static final List<String> SHARED_TOPICS = List.of("s/x", "s/y");

	private static final List<String> WILDCARDS = List.of("+", "a/+", "+/b", "a/#", "b/#", "a/+/c", "a/+/#");

	/** Those that also match the topics of groups. */
	private static final List<String> WIDE_WILDCARDS = List.of("#", "+/#", "s/+");

	private static final List<ProgramFilter> GROUP_FILTERS = Stream.of("s/+", "s/x", "s/#")
		.map((filter) -> new ProgramFilter("g", filter))
		.toList();

	private static final List<Integer> RECEIVE_MAXIMA = List.of(0, 0, 1, 2, 3, 5);

	private final long seed;

	private final SplittableRandom random;

	private final boolean retains;

	private final int groupQos;

	/** A few of all topics, so that clients meet. */
	private final List<String> topics;

	private final List<Participant> participants;

	private final List<ProgramStep> steps = new ArrayList<>();

	private final Set<Integer> connected = new HashSet<>();

	private final Set<Integer> holding = new HashSet<>();

	private int payloads;

	ProgramGenerator(long seed) {
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.retains = this.random.nextInt(2) == 0;
		this.groupQos = (this.random.nextInt(4) == 0) ? 0 : 1;
		this.topics = IntStream.range(0, this.random.nextInt(2, 5)).mapToObj((i) -> any(PLAIN_TOPICS)).toList();
		boolean shares = this.random.nextInt(3) == 0;
		this.participants = IntStream.range(0, this.random.nextInt(2, 5)).mapToObj((i) -> {
			int version = this.random.nextBoolean() ? 5 : 4;
			Filters either = this.random.nextBoolean() ? Filters.EXACT : Filters.WILDCARD;
			return new Participant(version, (version == 5) ? any(RECEIVE_MAXIMA) : 0,
					version == 5 && this.random.nextInt(4) == 0, (version == 4 && this.retains) ? either : Filters.ANY,
					shares && this.random.nextInt(3) > 0);
		}).toList();
	}

	RandomProgram generate() {
		IntStream.range(0, this.participants.size()).forEach((client) -> {
			connect(client, true);
			IntStream.range(0, this.random.nextInt(1, 5)).forEach((i) -> subscribe(client));
		});
		int length = this.random.nextInt(15, 40);
		while (this.steps.size() < length) {
			step(this.random.nextInt(this.participants.size()));
		}
		return new RandomProgram(this.seed, this.participants, this.steps);
	}

	private void step(int client) {
		int dice = this.random.nextInt(100);
		if (!this.connected.contains(client)) {
			if (dice < 40) {
				connect(client, dice < 8);
			}
		}
		else if (dice < 60) {
			publish(client);
		}
		else if (dice < 72) {
			subscribe(client);
		}
		else if (dice < 77) {
			unsubscribe(client);
		}
		else if (dice < 86) {
			this.steps.add(new ProgramStep.Leave(client, dice < 80));
			this.connected.remove(client);
		}
		else if (dice < 88) {
			connect(client, dice < 87);
		}
		else if (dice < 93) {
			hold(client);
		}
		else {
			acknowledge(client);
		}
	}

	private void connect(int client, boolean clean) {
		boolean member = this.participants.get(client).member();
		boolean first = this.steps.stream()
			.noneMatch((step) -> step instanceof ProgramStep.Connect connect && connect.client() == client);
		// a session that ends takes messages of mosquitto's with it
		boolean cleans = clean && (first || !member);
		boolean persistent = member || this.random.nextInt(4) > 0;
		boolean mqtt3 = this.participants.get(client).version() == 4;
		this.steps.add(new ProgramStep.Connect(client, mqtt3 ? !persistent : cleans, persistent));
		this.connected.add(client);
	}

	private void subscribe(int client) {
		Participant participant = this.participants.get(client);
		if (participant.member() && this.random.nextBoolean()) {
			this.steps.add(new ProgramStep.Subscribe(client, any(GROUP_FILTERS), this.groupQos,
					RetainedHandlingPolicy.SEND_AT_SUBSCRIBE, false));
			return;
		}
		boolean mqtt5 = participant.version() == 5;
		this.steps.add(new ProgramStep.Subscribe(client, filter(participant), this.random.nextInt(2),
				mqtt5 ? any(List.of(RetainedHandlingPolicy.values())) : RetainedHandlingPolicy.SEND_AT_SUBSCRIBE,
				participant.retainAsPublished()));
	}

	private ProgramFilter filter(Participant participant) {
		List<ProgramFilter> allowed = allowed(participant);
		List<ProgramFilter> matching = allowed.stream()
			.filter((filter) -> this.topics.stream().anyMatch(filter::matches))
			.toList();
		return any((matching.isEmpty() || this.random.nextInt(4) == 0) ? allowed : matching);
	}

	private List<ProgramFilter> allowed(Participant participant) {
		List<String> filters = new ArrayList<>();
		if (participant.filters() != Filters.WILDCARD) {
			filters.addAll(PLAIN_TOPICS);
			filters.addAll(participant.member() ? List.of() : SHARED_TOPICS);
		}
		if (participant.filters() != Filters.EXACT) {
			filters.addAll(WILDCARDS);
			filters.addAll(participant.member() ? List.of() : WIDE_WILDCARDS);
		}
		return filters.stream().map(ProgramFilter::plain).toList();
	}

	private void unsubscribe(int client) {
		Participant participant = this.participants.get(client);
		if (participant.member() && this.random.nextBoolean()) {
			if (membersAreThere()) {
				this.steps.add(new ProgramStep.Unsubscribe(client, any(GROUP_FILTERS)));
			}
			return;
		}
		this.steps.add(new ProgramStep.Unsubscribe(client, filter(participant)));
	}

	// Return whether no message waits for a member, which a broker keeps where it
	// likes.
	private boolean membersAreThere() {
		return IntStream.range(0, this.participants.size())
			.filter((client) -> this.participants.get(client).member())
			.allMatch((client) -> this.connected.contains(client) && !this.holding.contains(client));
	}

	private void publish(int client) {
		boolean members = this.participants.stream().anyMatch(Participant::member);
		String topic = any((members && this.random.nextBoolean()) ? SHARED_TOPICS : this.topics);
		boolean retain = this.retains && this.random.nextInt(3) == 0;
		String payload = (retain && this.random.nextInt(4) == 0) ? "" : String.valueOf(++this.payloads);
		this.steps.add(new ProgramStep.Publish(client, topic, (this.random.nextInt(3) == 0) ? 0 : 1, retain, payload));
	}

	private void hold(int client) {
		if (this.holding.add(client)) {
			this.steps.add(new ProgramStep.Hold(client));
		}
	}

	private void acknowledge(int client) {
		if (this.holding.contains(client)) {
			Participant participant = this.participants.get(client);
			// mosquitto 2.0 exceeds a receive maximum after some of the PUBACKs
			boolean all = participant.member() || participant.receiveMaximum() > 0 || this.random.nextBoolean();
			this.steps.add(
					new ProgramStep.Acknowledge(client, all ? ProgramStep.Acknowledge.ALL : this.random.nextInt(1, 4)));
			if (all) {
				this.holding.remove(client);
			}
		}
	}

	private <T> T any(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
