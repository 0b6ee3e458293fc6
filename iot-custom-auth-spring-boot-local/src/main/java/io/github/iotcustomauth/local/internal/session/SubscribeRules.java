package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.protocol.BrokerNames;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;

/**
 * Decides about subscriptions: the allowed filters of a packet go to the broker, and its
 * answer is merged with the refusals of the others.
 */
final class SubscribeRules {

	private static final int ASK_BROKER = -1;

	private static final int V3_FAILURE = 0x80;

	private final ClientSession session;

	private final Map<Integer, Pending> pending = new HashMap<>();

	SubscribeRules(ClientSession session) {
		this.session = session;
	}

	void onSubscribe(MqttSubscribeMessage subscribe) {
		List<MqttTopicSubscription> asked = subscribe.payload().topicSubscriptions();
		if (breaksPacketRules(subscribe, asked)) {
			return;
		}
		int packetId = subscribe.variableHeader().messageId();
		if (this.pending.containsKey(packetId)) {
			int code = denied(ReasonCode.PACKET_IDENTIFIER_IN_USE,
					"SUBSCRIBE with the packet identifier of one that waits for its SUBACK");
			answer(packetId, Collections.nCopies(asked.size(), code));
			return;
		}
		List<Integer> codes = new ArrayList<>();
		Set<String> filters = new HashSet<>(this.session.filters());
		for (MqttTopicSubscription subscription : asked) {
			codes.add(decide(subscription.topicFilter(), filters));
		}
		if (!this.session.isMqtt5() && closesMqtt3(codes)) {
			return;
		}
		if (!codes.contains(ASK_BROKER)) {
			answer(packetId, codes);
			return;
		}
		this.session.filters().addAll(filters);
		this.pending.put(packetId, new Pending(asked, codes));
		forward(subscribe, asked, codes);
	}

	// Whether the broker has yet to answer a SUBSCRIBE.
	boolean isPending() {
		return !this.pending.isEmpty();
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
		if (!this.session.limits().keep(Limit.QOS) || asked.stream()
			.noneMatch((subscription) -> subscription.qualityOfService() == MqttQoS.EXACTLY_ONCE)) {
			return false;
		}
		if (this.session.isMqtt5()) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.QOS_NOT_SUPPORTED,
					Limit.QOS.broken("SUBSCRIBE with QoS 2"));
		}
		else {
			this.session.listener()
				.denied(this.session.clientId(), Limit.QOS.broken("SUBSCRIBE with QoS 2, left without an answer"));
		}
		return true;
	}

	private static boolean isSharedAndNoLocal(MqttTopicSubscription subscription) {
		return subscription.option().isNoLocal() && Topics.isShared(subscription.topicFilter());
	}

	// Decide about a filter, and add it to the filters of the session if it is allowed.
	private int decide(String filter, Set<String> filters) {
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
		if (!filters.contains(filter) && filters.stream().anyMatch((other) -> isSameButForGroup(filter, other))) {
			// the broker would take the two for one
			return denied(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
					"the session is subscribed to this topic filter alone or in another group, which the local endpoint "
							+ "cannot tell apart; use another client id for one of them");
		}
		filters.add(filter);
		return ASK_BROKER;
	}

	private static boolean isSameButForGroup(String filter, String other) {
		return Topics.withoutGroup(filter).equals(Topics.withoutGroup(other));
	}

	private int denied(int code, String rule) {
		this.session.listener().denied(this.session.clientId(), ReasonCode.toHex(code) + ", " + rule);
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

	private void forward(MqttSubscribeMessage subscribe, List<MqttTopicSubscription> asked, List<Integer> codes) {
		List<MqttTopicSubscription> allowed = new ArrayList<>();
		for (int i = 0; i < asked.size(); i++) {
			if (codes.get(i) == ASK_BROKER) {
				String filter = asked.get(i).topicFilter();
				allowed.add(new MqttTopicSubscription(BrokerNames.filter(filter), options(asked.get(i))));
			}
		}
		this.session.link()
			.write(new MqttSubscribeMessage(subscribe.fixedHeader(), subscribe.idAndPropertiesVariableHeader(),
					new MqttSubscribePayload(allowed)));
	}

	private static MqttSubscriptionOption options(MqttTopicSubscription subscription) {
		MqttSubscriptionOption asked = subscription.option();
		// AWS sends retained messages to exact filters only
		return Topics.isExact(subscription.topicFilter()) ? asked : new MqttSubscriptionOption(asked.qos(),
				asked.isNoLocal(), asked.isRetainAsPublished(), RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE);
	}

	// The broker has answered the allowed filters of a packet.
	void onSubAck(MqttSubAckMessage subAck) {
		int packetId = subAck.variableHeader().messageId();
		Pending asked = this.pending.remove(packetId);
		if (asked != null) {
			answer(packetId, merge(asked, subAck.payload().reasonCodes()));
		}
	}

	private List<Integer> merge(Pending asked, List<Integer> granted) {
		List<Integer> merged = new ArrayList<>();
		List<String> subscribed = new ArrayList<>();
		int next = 0;
		for (int i = 0; i < asked.codes().size(); i++) {
			int code = asked.codes().get(i);
			if (code == ASK_BROKER) {
				String filter = asked.subscriptions().get(i).topicFilter();
				code = granted.get(next++);
				if (code < V3_FAILURE) {
					subscribed.add(filter);
				}
				else {
					this.session.filters().remove(filter);
				}
			}
			merged.add(code);
		}
		subscribed.forEach((filter) -> this.session.listener().subscribed(this.session.clientId(), filter));
		this.session.lifecycle().subscribed(this.session, subscribed);
		return merged;
	}

	private void answer(int packetId, List<Integer> codes) {
		List<Integer> readable = this.session.isMqtt5() ? codes
				: codes.stream().map((code) -> (code < V3_FAILURE) ? code : V3_FAILURE).toList();
		this.session.write(Packets.subAck(packetId, readable));
	}

	/**
	 * A SUBSCRIBE of which the broker has yet to answer a part.
	 *
	 * @param subscriptions all that was asked for
	 * @param codes the codes of the refused ones, {@link #ASK_BROKER} for the others
	 */
	private record Pending(List<MqttTopicSubscription> subscriptions, List<Integer> codes) {
	}

}
