package io.github.iotcustomauth.local;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What some clients do, one after the other: connect, subscribe, publish, drop, resume.
 * The seed decides.
 *
 * @param seed the seed
 * @param participants the clients
 * @param steps what they do
 */
record RandomProgram(long seed, List<Participant> participants, List<ProgramStep> steps) {

	static final String SHARED = "s/";

	static RandomProgram of(long seed) {
		return new ProgramGenerator(seed).generate();
	}

	String prefix() {
		return "d" + this.seed + "/";
	}

	@Override
	public String toString() {
		return "program " + this.seed + "\n"
				+ Stream.concat(this.participants.stream(), this.steps.stream())
					.map(Object::toString)
					.collect(Collectors.joining("\n"));
	}

	/**
	 * A client.
	 *
	 * @param version the protocol version
	 * @param receiveMaximum the receive maximum of all its connections, or zero
	 * @param retainAsPublished whether its subscriptions ask for the RETAIN flag of the
	 * publisher: all of them, since mosquitto 2.0 keeps the value of a subscription that
	 * is replaced, and copies of one message may come in any order
	 * @param filters the filters that it uses
	 * @param member whether it is in the group
	 */
	record Participant(int version, int receiveMaximum, boolean retainAsPublished, Filters filters, boolean member) {

	}

	/**
	 * What a client subscribes to.
	 */
	enum Filters {

		/** Filters without wildcards. */
		EXACT,

		/** Filters with wildcards: retained copies are told by their flag. */
		WILDCARD,

		/** Both. */
		ANY

	}

}
