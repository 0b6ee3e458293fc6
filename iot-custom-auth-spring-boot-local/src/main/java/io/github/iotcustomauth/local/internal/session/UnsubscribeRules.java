package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;

/**
 * Decides about the subscriptions that a client gives up.
 */
final class UnsubscribeRules {

	private final ClientSession session;

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
		List<String> ended = new ArrayList<>();
		List<Short> codes = new ArrayList<>();
		for (String filter : asked) {
			boolean existed = this.session.router().unsubscribe(this.session.routing(), filter);
			codes.add((short) (existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED));
			if (existed) {
				ended.add(filter);
			}
		}
		if (!this.session.context().faults().is(ScriptedFaults.Switch.UNSUBACK_WITHHELD)) {
			this.session.write(Packets.unsubAck(unsubscribe.variableHeader().messageId(), codes));
		}
		ended.forEach((filter) -> this.session.listener().unsubscribed(this.session.clientId(), filter));
		this.session.context().lifecycle().unsubscribed(this.session, ended);
	}

}
