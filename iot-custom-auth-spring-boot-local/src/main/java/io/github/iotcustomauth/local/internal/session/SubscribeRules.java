package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.ReservedTopics;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;

/**
 * Decides about the subscriptions that a client asks for.
 */
final class SubscribeRules {

	private final ClientSession session;

	SubscribeRules(ClientSession session) {
		this.session = session;
	}

	void onSubscribe(MqttSubscribeMessage subscribe) {
		List<MqttTopicSubscription> asked = subscribe.payload().topicSubscriptions();
		if (breaksPacketRules(subscribe, asked)) {
			return;
		}
		List<Integer> ruled = decide(asked);
		if (!this.session.isMqtt5() && closesMqtt3(ruled)) {
			return;
		}
		List<Integer> codes = this.session.context().faults().getSubAck().apply(ruled);
		List<String> subscribed = new ArrayList<>();
		List<String> retained = new ArrayList<>();
		for (int i = 0; i < asked.size(); i++) {
			if (codes.get(i) < ReasonCode.FAILURE) {
				String filter = asked.get(i).topicFilter();
				subscribed.add(filter);
				if (subscribe(filter, codes.get(i), asked.get(i).option())) {
					retained.add(filter);
				}
			}
		}
		answer(subscribe.variableHeader().messageId(), codes);
		if (subscribed.stream().anyMatch(Topics::isShared)) {
			// messages may wait for a member that joins
			this.session.routing().drain();
		}
		retained.forEach((topic) -> this.session.router().sendRetained(this.session.routing(), topic));
		subscribed.forEach((filter) -> this.session.listener().subscribed(this.session.clientId(), filter));
		this.session.context().lifecycle().subscribed(this.session, subscribed);
	}

	// Return whether the retained message of this topic is to be sent.
	private boolean subscribe(String filter, int qos, MqttSubscriptionOption option) {
		boolean added = this.session.router()
			.subscribe(this.session.routing(), filter, qos, option.isRetainAsPublished());
		// AWS sends retained messages to exact filters only
		return Topics.isExact(filter) && switch (option.retainHandling()) {
			case SEND_AT_SUBSCRIBE -> true;
			case SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS -> added;
			case DONT_SEND_AT_SUBSCRIBE -> false;
		};
	}

	private boolean breaksPacketRules(MqttSubscribeMessage subscribe, List<MqttTopicSubscription> asked) {
		if (subscribe.variableHeader() instanceof MqttMessageIdAndPropertiesVariableHeader header
				&& PacketProperties.has(header.properties(), MqttProperties.SUBSCRIPTION_IDENTIFIER)) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
					"SUBSCRIBE with a subscription identifier");
			return true;
		}
		if (asked.isEmpty()) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR, "SUBSCRIBE without a topic filter");
			return true;
		}
		if (asked.stream().anyMatch(SubscribeRules::isSharedAndNoLocal)) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR, "No Local on a shared subscription");
			return true;
		}
		if (asked.size() > this.session.limits().filtersPerSubscribe()) {
			// that AWS refuses it is documented, how it does is not: this is our choice
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.QUOTA_EXCEEDED,
					Limit.FILTERS_PER_SUBSCRIBE.broken("SUBSCRIBE with " + asked.size() + " filters, allowed are "
							+ this.session.limits().filtersPerSubscribe()));
			return true;
		}
		for (MqttTopicSubscription subscription : asked) {
			String filter = subscription.topicFilter();
			if (Topics.isValidFilter(filter, this.session.limits()) && !ReservedTopics.maySubscribe(filter)) {
				this.session.end(EndReason.CLIENT_ERROR, Topics.explainReserved("SUBSCRIBE", filter));
				return true;
			}
		}
		if (asked.stream().noneMatch((subscription) -> subscription.qualityOfService() == MqttQoS.EXACTLY_ONCE)) {
			return false;
		}
		this.session.rejectQos2("SUBSCRIBE");
		return true;
	}

	private static boolean isSharedAndNoLocal(MqttTopicSubscription subscription) {
		return subscription.option().isNoLocal() && Topics.isShared(subscription.topicFilter());
	}

	private List<Integer> decide(List<MqttTopicSubscription> asked) {
		List<Integer> codes = new ArrayList<>();
		Set<String> filters = new HashSet<>(this.session.routing().filters());
		for (MqttTopicSubscription subscription : asked) {
			int code = decide(subscription, filters);
			if (code < ReasonCode.FAILURE) {
				filters.add(subscription.topicFilter());
			}
			codes.add(code);
		}
		return codes;
	}

	private int decide(MqttTopicSubscription subscription, Set<String> filters) {
		String filter = subscription.topicFilter();
		if (!Topics.isValidFilter(filter, this.session.limits())) {
			return denied(ReasonCode.TOPIC_FILTER_INVALID, Topics.explainFilter(filter));
		}
		PolicyDecision decision = this.session.policies().explain("iot:Subscribe", "topicfilter/" + filter, Set.of());
		if (!decision.isAllowed()) {
			return denied(ReasonCode.NOT_AUTHORIZED, Refusal.rule(decision));
		}
		if (!filters.contains(filter) && filters.size() >= this.session.limits().subscriptions()) {
			return denied(ReasonCode.QUOTA_EXCEEDED, Limit.SUBSCRIPTIONS
				.broken("more than " + this.session.limits().subscriptions() + " subscriptions on a connection"));
		}
		return subscription.qualityOfService().value();
	}

	private int denied(int code, String rule) {
		this.session.deny(ReasonCode.toHex(code) + ", " + rule);
		return code;
	}

	private boolean closesMqtt3(List<Integer> codes) {
		if (codes.contains(ReasonCode.NOT_AUTHORIZED)) {
			this.session.end(EndReason.AUTH_ERROR, ReasonCode.NOT_AUTHORIZED, "SUBSCRIBE was denied");
		}
		else if (codes.contains(ReasonCode.TOPIC_FILTER_INVALID)) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.TOPIC_FILTER_INVALID, "invalid topic filter");
		}
		return this.session.hasEnded();
	}

	private void answer(int packetId, List<Integer> codes) {
		if (this.session.context().faults().is(ScriptedFaults.Switch.SUBACK_WITHHELD)) {
			return;
		}
		List<Integer> readable = this.session.isMqtt5() ? codes
				: codes.stream().map((code) -> (code < ReasonCode.FAILURE) ? code : ReasonCode.FAILURE).toList();
		this.session.write(Packets.subAck(packetId, readable));
	}

}
