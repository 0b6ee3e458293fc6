package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of a {@link ProgramClient}: writes them down, and acknowledges them unless the
 * program holds that back.
 */
final class ProgramInbox {

	/** Of AWS, and in the configuration of mosquitto. */
	private static final int MAX_UNACKNOWLEDGED = 100;

	private final boolean reference;

	private final String prefix;

	private final int number;

	private final RandomProgram.Participant participant;

	private final Transcript transcript;

	/** The payloads that the session has yet to acknowledge, by packet identifier. */
	private final Map<Integer, String> unacknowledged = new HashMap<>();

	/** The packet identifiers that this connection has got and not acknowledged. */
	private final List<Integer> held = new ArrayList<>();

	private @Nullable RawClient connection;

	private boolean holding;

	ProgramInbox(boolean reference, RandomProgram program, int number, Transcript transcript) {
		this.reference = reference;
		this.prefix = program.prefix();
		this.number = number;
		this.participant = program.participants().get(number);
		this.transcript = transcript;
	}

	void open(RawClient connection, boolean resumed) {
		this.connection = connection;
		this.held.clear();
		if (!resumed) {
			this.unacknowledged.clear();
		}
	}

	void setHolding(boolean holding) {
		this.holding = holding;
	}

	void acknowledge(int most) {
		List<Integer> acknowledged = List.copyOf(this.held.subList(0, Math.min(most, this.held.size())));
		this.held.removeAll(acknowledged);
		this.holding = most < ProgramStep.Acknowledge.ALL;
		acknowledged.forEach(this::acknowledgeNow);
	}

	private void acknowledgeNow(int packetId) {
		this.unacknowledged.remove(packetId);
		assertThat(this.connection).isNotNull();
		this.connection.send(MqttMessageBuilders.pubAck().packetId(packetId).build());
	}

	void receive(MqttPublishMessage publish) {
		String payload = publish.payload().toString(StandardCharsets.UTF_8);
		int packetId = publish.variableHeader().packetId();
		int qos = publish.fixedHeader().qosLevel().value();
		boolean again = qos > 0 && payload.equals(this.unacknowledged.put(packetId, payload));
		record(publish, payload + (again ? " again" : ""), again);
		if (qos > 0 && this.holding) {
			this.held.add(packetId);
			int maximum = this.participant.receiveMaximum();
			assertThat(this.held).as("messages without PUBACK")
				.hasSizeLessThanOrEqualTo((maximum > 0) ? maximum : MAX_UNACKNOWLEDGED);
		}
		else if (qos > 0) {
			acknowledgeNow(packetId);
		}
	}

	private void record(MqttPublishMessage publish, String message, boolean again) {
		String topic = publish.variableHeader().topicName().substring(this.prefix.length());
		int qos = publish.fixedHeader().qosLevel().value();
		if (publish.fixedHeader().isDup()) {
			assertThat(this.reference).as("DUP").isTrue();
			this.transcript.deviates(Deviation.NO_DUPLICATE_FLAG);
		}
		boolean retained = publish.fixedHeader().isRetain();
		if (this.participant.member() && topic.startsWith(RandomProgram.SHARED)) {
			recordShared(topic, qos, message, retained, again);
		}
		else if (retained && this.participant.filters() == RandomProgram.Filters.WILDCARD) {
			assertThat(this.reference).as("retained message for a wildcard").isTrue();
			this.transcript.deviates(Deviation.RETAINED_FOR_EXACT_FILTERS);
		}
		else if (!again || !this.participant.member()) {
			this.transcript.receive(this.number, topic, qos, retained ? message + " retained" : message);
		}
	}

	private void recordShared(String topic, int qos, String message, boolean retained, boolean again) {
		if (retained) {
			assertThat(this.reference).as("retained message for a group").isTrue();
			this.transcript.deviates(Deviation.NOTHING_RETAINED_FOR_GROUPS);
		}
		else if (!again) {
			this.transcript.receiveShared(topic, qos, message);
		}
	}

}
