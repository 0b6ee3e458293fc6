package io.github.iotcustomauth.local.gateway;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;

/**
 * Decides about the subscriptions that a client gives up.
 */
final class UnsubscribeRules {

	private final ClientSession session;

	/** What each packet gives up, until the broker has answered it. */
	private final Map<Integer, List<String>> pending = new HashMap<>();

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
		int packetId = unsubscribe.variableHeader().messageId();
		if (this.session.isMqtt5() && this.pending.containsKey(packetId)) {
			int code = ReasonCode.PACKET_IDENTIFIER_IN_USE;
			this.session.listener()
				.denied(this.session.clientId(), ReasonCode.toHex(code)
						+ ", UNSUBSCRIBE with the packet identifier of one that waits for its UNSUBACK");
			this.session.write(Packets.unsubAck(packetId, Collections.nCopies(asked.size(), (short) code)));
			return;
		}
		this.pending.put(packetId, asked.stream().filter(this.session.filters()::remove).toList());
		this.session.link()
			.write(new MqttUnsubscribeMessage(unsubscribe.fixedHeader(), unsubscribe.idAndPropertiesVariableHeader(),
					new MqttUnsubscribePayload(asked.stream().map(BrokerNames::filter).toList())));
	}

	void onUnsubAck(MqttMessage unsubAck) {
		this.session.write(unsubAck);
		int packetId = ((MqttMessageIdVariableHeader) unsubAck.variableHeader()).messageId();
		List<String> given = this.pending.remove(packetId);
		if (given != null) {
			given.forEach((filter) -> this.session.listener().unsubscribed(this.session.clientId(), filter));
			this.session.lifecycle().unsubscribed(this.session, given);
		}
	}

}
