package io.github.iotcustomauth.local;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a broker answered and sent while a program ran.
 */
final class Transcript {

	private final Map<String, List<String>> received = new TreeMap<>();

	/** By topic and QoS, whoever in the group it was. */
	private final Map<String, List<String>> shared = new TreeMap<>();

	private final List<String> answers = new ArrayList<>();

	private final Set<String> sentWhileAMemberWasAbsent = new HashSet<>();

	private final Map<Deviation, Integer> deviations = new EnumMap<>(Deviation.class);

	private int messages;

	void answer(String answer) {
		this.answers.add(answer);
	}

	void receive(int client, String topic, int qos, String message) {
		this.messages++;
		this.received.computeIfAbsent("client " + client + ", " + topic + ", QoS " + qos, (key) -> new ArrayList<>())
			.add(message);
	}

	void receiveShared(String topic, int qos, String message) {
		this.messages++;
		deviates(Deviation.CHOICE_OF_MEMBER);
		this.shared.computeIfAbsent(topic + ", QoS " + qos, (key) -> new ArrayList<>()).add(message);
	}

	void sentWhileAMemberWasAbsent(String payload) {
		this.sentWhileAMemberWasAbsent.add(payload);
	}

	void deviates(Deviation deviation) {
		this.deviations.merge(deviation, 1, Integer::sum);
	}

	Map<Deviation, Integer> deviations() {
		return this.deviations;
	}

	int messages() {
		return this.messages;
	}

	void assertIsLike(Transcript reference) {
		assertThat(this.answers).as("answers").isEqualTo(reference.answers);
		assertThat(this.received).as("messages by client, topic and QoS").isEqualTo(reference.received);
		Set<String> keys = new HashSet<>(this.shared.keySet());
		keys.addAll(reference.shared.keySet());
		keys.forEach((key) -> assertSharedIsLike(reference, key));
	}

	private void assertSharedIsLike(Transcript reference, String key) {
		List<String> rest = new ArrayList<>(this.shared.getOrDefault(key, List.of()));
		reference.shared.getOrDefault(key, List.of())
			.forEach((message) -> assertThat(rest.remove(message)).as("group got %s of %s", message, key).isTrue());
		if (key.endsWith("QoS 0")) {
			rest.removeIf((message) -> {
				boolean absent = this.sentWhileAMemberWasAbsent.contains(message);
				if (absent) {
					deviates(Deviation.ABSENT_MEMBER);
				}
				return absent;
			});
		}
		assertThat(rest).as("what only the group of the endpoint got of %s", key).isEmpty();
	}

}
