package io.github.iotcustomauth.local.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;

/**
 * Decides about the subscriptions that a client gives up.
 */
final class UnsubscribeRules {

	private static final int FAILURE = 0x80;

	private final ClientSession session;

	/** What each packet gives up, until the broker has answered it. */
	private final Map<Integer, Pending> pending = new HashMap<>();

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
		if (this.session.isMqtt5() && this.pending.containsKey(packetId)) {
			int code = ReasonCode.PACKET_IDENTIFIER_IN_USE;
			this.session.listener()
				.denied(this.session.clientId(), ReasonCode.toHex(code)
						+ ", UNSUBSCRIBE with the packet identifier of one that waits for its UNSUBACK");
			this.session.write(Packets.unsubAck(packetId, Collections.nCopies(asked.size(), (short) code)));
			return;
		}
		this.pending.put(packetId, new Pending(asked, asked.stream().filter(this.session.filters()::remove).toList()));
		this.session.link()
			.write(new MqttUnsubscribeMessage(unsubscribe.fixedHeader(), unsubscribe.idAndPropertiesVariableHeader(),
					new MqttUnsubscribePayload(asked.stream().map(BrokerNames::filter).toList())));
	}

	// The broker has answered.
	void onUnsubAck(MqttUnsubAckMessage unsubAck) {
		this.session.write(unsubAck);
		Pending answered = this.pending.remove(unsubAck.variableHeader().messageId());
		if (answered != null) {
			List<String> kept = answered.refused(unsubAck.payload().unsubscribeReasonCodes());
			this.session.filters().addAll(kept);
			List<String> ended = answered.subscribed().stream().filter((filter) -> !kept.contains(filter)).toList();
			ended.forEach((filter) -> this.session.listener().unsubscribed(this.session.clientId(), filter));
			this.session.lifecycle().unsubscribed(this.session, ended);
		}
	}

	/**
	 * An UNSUBSCRIBE that the broker has yet to answer.
	 *
	 * @param asked all of its filters
	 * @param subscribed those that the session was subscribed to
	 */
	private record Pending(List<String> asked, List<String> subscribed) {

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
