package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.BrokerNames;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the subscriptions that a client gives up.
 */
final class UnsubscribeRules {

	private static final int FAILURE = 0x80;

	/** No session is subscribed to it: clients may not use the topics of the gateway. */
	private static final String NOBODYS_FILTER = BrokerAddress.OWN_IDS + "mark";

	private static final int NO_PACKET = 0;

	private final ClientSession session;

	/** What the broker has yet to answer, which it does in this order. */
	private final Deque<Pending> pending = new ArrayDeque<>();

	UnsubscribeRules(ClientSession session) {
		this.session = session;
	}

	void onUnsubscribe(MqttUnsubscribeMessage unsubscribe) {
		List<String> asked = unsubscribe.payload().topics();
		if (!asked.stream().allMatch((filter) -> Topics.isValidFilter(filter, this.session.limits()))) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.TOPIC_FILTER_INVALID,
					"UNSUBSCRIBE with an invalid topic filter");
			return;
		}
		if (asked.isEmpty()) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR, "UNSUBSCRIBE without a topic filter");
			return;
		}
		int packetId = unsubscribe.variableHeader().messageId();
		if (this.session.isMqtt5() && this.pending.stream().anyMatch((other) -> other.packetId() == packetId)) {
			int code = ReasonCode.PACKET_IDENTIFIER_IN_USE;
			this.session.listener()
				.denied(this.session.clientId(), ReasonCode.toHex(code)
						+ ", UNSUBSCRIBE with the packet identifier of one that waits for its UNSUBACK");
			this.session.write(Packets.unsubAck(packetId, Collections.nCopies(asked.size(), (short) code)));
			return;
		}
		this.pending
			.add(new Pending(packetId, asked, asked.stream().filter(this.session.filters()::remove).toList(), null));
		this.session.link()
			.write(new MqttUnsubscribeMessage(unsubscribe.fixedHeader(), unsubscribe.idAndPropertiesVariableHeader(),
					new MqttUnsubscribePayload(asked.stream().map(BrokerNames::filter).toList())));
	}

	// Have the broker tell when it has come to what it was sent before.
	void mark(Runnable reached) {
		this.pending.add(new Pending(NO_PACKET, List.of(), List.of(), reached));
		this.session.link()
			.write(MqttMessageBuilders.unsubscribe().messageId(1).addTopicFilter(NOBODYS_FILTER).build());
	}

	// The broker has answered.
	void onUnsubAck(MqttUnsubAckMessage unsubAck) {
		Pending answered = this.pending.poll();
		if (answered == null) {
			return;
		}
		if (answered.reached() != null) {
			answered.reached().run();
			return;
		}
		this.session.write(unsubAck);
		List<String> kept = answered.refused(unsubAck.payload().unsubscribeReasonCodes());
		this.session.filters().addAll(kept);
		List<String> ended = answered.subscribed().stream().filter((filter) -> !kept.contains(filter)).toList();
		ended.forEach((filter) -> this.session.listener().unsubscribed(this.session.clientId(), filter));
		this.session.lifecycle().unsubscribed(this.session, ended);
	}

	/**
	 * An UNSUBSCRIBE that the broker has yet to answer.
	 *
	 * @param packetId its packet identifier
	 * @param asked all of its filters
	 * @param subscribed those that the session was subscribed to
	 * @param reached whom to tell of the answer when it is a mark, and not the client's
	 */
	private record Pending(int packetId, List<String> asked, List<String> subscribed, @Nullable Runnable reached) {

		// Return the filters that the broker did not give up; MQTT 3.1.1 has no codes.
		List<String> refused(List<Short> codes) {
			List<String> refused = new ArrayList<>();
			for (int i = 0; i < codes.size(); i++) {
				if ((codes.get(i) & 0xFF) >= FAILURE && this.subscribed.contains(this.asked.get(i))) {
					refused.add(this.asked.get(i));
				}
			}
			return refused;
		}

	}

}
