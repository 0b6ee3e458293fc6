package io.github.iotcustomauth.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Run of a {@link RandomProgram} at a broker. After each step the broker has done what
 * the step asks for.
 */
final class ProgramRun {

	private final ProgramBroker broker;

	private final RandomProgram program;

	private final Transcript transcript = new Transcript();

	private final List<ProgramClient> clients = new ArrayList<>();

	private final Map<Integer, Set<ProgramFilter>> shared = new HashMap<>();

	private final Set<String> retained = new HashSet<>();

	private ProgramRun(ProgramBroker broker, RandomProgram program) {
		this.broker = broker;
		this.program = program;
		for (int i = 0; i < program.participants().size(); i++) {
			this.clients.add(new ProgramClient(broker, program, i, this.transcript));
		}
	}

	static Transcript of(ProgramBroker broker, RandomProgram program) throws Exception {
		return new ProgramRun(broker, program).run();
	}

	private Transcript run() throws Exception {
		try {
			for (ProgramStep step : this.program.steps()) {
				step.run(this);
			}
			receiveTheRest();
			this.retained.forEach((topic) -> this.broker.clearRetained(this.program.prefix() + topic));
		}
		finally {
			for (ProgramClient client : this.clients) {
				client.close();
			}
		}
		return this.transcript;
	}

	// Nothing may be lost that waits for an absent client, or for its PUBACK.
	private void receiveTheRest() throws Exception {
		for (ProgramClient client : this.clients) {
			if (client.isAway()) {
				client.connect(false, true);
			}
		}
		for (ProgramClient client : this.clients) {
			if (client.isConnected()) {
				client.settle();
				client.acknowledge(ProgramStep.Acknowledge.ALL);
			}
		}
		settleAll();
	}

	private void settleAll() throws Exception {
		boolean settled = false;
		while (!settled) {
			settled = true;
			for (ProgramClient client : this.clients) {
				settled &= !client.isConnected() || client.settle();
			}
		}
	}

	// What a member has not yet taken may go to another when it leaves.
	void settleBefore(int leaving) throws Exception {
		if (this.shared.isEmpty()) {
			if (client(leaving).isConnected()) {
				client(leaving).settle();
			}
		}
		else {
			settleAll();
		}
	}

	ProgramClient client(int number) {
		return this.clients.get(number);
	}

	void subscribed(int client, ProgramFilter filter) {
		if (filter.isShared()) {
			this.shared.computeIfAbsent(client, (key) -> new HashSet<>()).add(filter);
		}
	}

	void unsubscribed(int client, ProgramFilter filter) {
		if (filter.isShared() && this.shared.containsKey(client)) {
			this.shared.get(client).remove(filter);
		}
	}

	void published(ProgramStep.Publish publish) {
		if (publish.retain()) {
			this.retained.add(publish.topic());
		}
		boolean absent = this.shared.entrySet()
			.stream()
			.anyMatch((member) -> !client(member.getKey()).isConnected()
					&& member.getValue().stream().anyMatch((filter) -> filter.matches(publish.topic())));
		if (absent) {
			this.transcript.sentWhileAMemberWasAbsent(publish.payload());
		}
	}

}
