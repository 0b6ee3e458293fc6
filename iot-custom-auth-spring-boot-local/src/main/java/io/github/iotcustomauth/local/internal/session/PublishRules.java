package io.github.iotcustomauth.local.internal.session;

import java.util.HashSet;
import java.util.Set;

import io.github.iotcustomauth.local.ConnackProperty;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.ReservedTopics;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.rate.PublishRate;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the messages that a client publishes.
 */
public final class PublishRules {

	private final ClientSession session;

	private final TopicAliases aliases = new TopicAliases();

	private final Set<Integer> inFlight = new HashSet<>();

	private final PublishRate rate;

	PublishRules(ClientSession session) {
		this.session = session;
		this.rate = new PublishRate(session.limits().publishesPerSecond(), session::now);
	}

	// Return the decision that denies a publish, if any.
	public static @Nullable PolicyDecision denial(PolicyEvaluator policies, String topic, boolean retained) {
		String resource = "topic/" + topic;
		PolicyDecision decision = policies.explain("iot:Publish", resource, Set.of());
		if (decision.isAllowed() && retained) {
			decision = policies.explain("iot:RetainPublish", resource, Set.of());
		}
		return decision.isAllowed() ? null : decision;
	}

	// Return whether the codec could not read a packet because of a wildcard in its
	// topic, which it tells in words only.
	static boolean isAboutWildcard(MqttMessage unreadable) {
		String cause = unreadable.decoderResult().cause().getMessage();
		return unreadable.fixedHeader().messageType() == MqttMessageType.PUBLISH && cause != null
				&& cause.startsWith("invalid publish topic name");
	}

	void onPublish(MqttPublishMessage publish) {
		if (publish.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE) {
			this.session.rejectQos2("PUBLISH");
			return;
		}
		Refusal ignored = this.session.connack().check(publish);
		if (ignored != null) {
			this.session.end(EndReason.CLIENT_ERROR, ignored.code(), ignored.rule());
			return;
		}
		String topic = this.aliases.resolve(publish.variableHeader());
		MqttProperties properties = publish.variableHeader().properties();
		String oversized = PacketProperties.findOversized(properties, this.session.limits());
		String forbidden = PacketProperties.findForbidden(properties);
		if (topic == null) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.TOPIC_ALIAS_INVALID,
					"a topic alias is unknown, 0 or above " + Limits.TOPIC_ALIASES);
		}
		else if (forbidden != null) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR, forbidden);
		}
		else if (publish.payload().readableBytes() > this.session.limits().payloadBytes()) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.QUOTA_EXCEEDED,
					this.session.limits().tooLarge("payload", this.session.limits().payloadBytes()));
		}
		else if (oversized != null) {
			// that AWS has these limits is documented, how it answers is not
			deny(publish, EndReason.CLIENT_ERROR, ReasonCode.QUOTA_EXCEEDED, oversized);
		}
		else if (!ReservedTopics.mayPublish(topic)) {
			this.session.end(EndReason.CLIENT_ERROR, Topics.explainReserved("PUBLISH", topic));
		}
		else if (!Topics.isValidTopic(topic, this.session.limits())) {
			deny(publish, EndReason.CLIENT_ERROR, ReasonCode.TOPIC_NAME_INVALID, Topics.explainTopic(topic));
		}
		else {
			checkPolicy(publish, topic);
		}
	}

	private void checkPolicy(MqttPublishMessage publish, String topic) {
		PolicyDecision denied = denial(this.session.policies(), topic, publish.fixedHeader().isRetain());
		if (denied != null) {
			deny(publish, EndReason.AUTH_ERROR, ReasonCode.NOT_AUTHORIZED, Refusal.rule(denied));
		}
		else if (!this.rate.tryAcquire()) {
			discard(Limit.PUBLISH_RATE.broken("too many messages within a second"));
		}
		else if (publish.fixedHeader().isRetain() && !this.session.context().retainedRate().tryAcquire(topic)) {
			throttleRetained(publish);
		}
		else if (isQos1(publish)) {
			acceptQos1(publish, topic);
		}
		else {
			route(publish, topic);
		}
	}

	private void deny(MqttPublishMessage publish, EndReason reason, int code, String rule) {
		if (this.session.isMqtt5() && isQos1(publish)) {
			this.session.deny(ReasonCode.toHex(code) + ", " + rule);
			this.session.write(Packets.pubAck(publish.variableHeader().packetId(), code));
		}
		else {
			this.session.end(reason, code, rule);
		}
	}

	// At AWS, too, what is discarded has no PUBACK.
	private void discard(String rule) {
		this.session.deny("PUBLISH is discarded without an answer, " + rule);
	}

	private void throttleRetained(MqttPublishMessage publish) {
		String rule = Limit.RETAINED_RATE.broken("more than one retained message within a second for this topic");
		if (this.session.isMqtt5() && isQos1(publish)) {
			deny(publish, EndReason.CLIENT_ERROR, ReasonCode.QUOTA_EXCEEDED, rule);
		}
		else {
			discard(rule);
		}
	}

	private void acceptQos1(MqttPublishMessage publish, String topic) {
		int packetId = publish.variableHeader().packetId();
		int scripted = this.session.context().faults().getPubAckCode();
		if (scripted != ScriptedFaults.NONE && this.session.isMqtt5()) {
			acknowledge(packetId, scripted);
			return;
		}
		if (!this.inFlight.add(packetId) && this.session.isMqtt5()) {
			// a client that sends a message again does so on another connection
			deny(publish, EndReason.CLIENT_ERROR, ReasonCode.PACKET_IDENTIFIER_IN_USE,
					"PUBLISH with the packet identifier of one that waits for its PUBACK");
			return;
		}
		long maximum = this.session.connack().get(ConnackProperty.RECEIVE_MAXIMUM, this.session.limits().inFlight());
		if (this.session.isMqtt5() && this.inFlight.size() > maximum) {
			String rule = "more than " + maximum + " messages without PUBACK";
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
					(maximum == this.session.limits().inFlight()) ? Limit.IN_FLIGHT.broken(rule) : rule);
			return;
		}
		route(publish, topic);
	}

	private void route(MqttPublishMessage publish, String topic) {
		MqttProperties properties = PacketProperties.withAllowedExpiry(
				PacketProperties.without(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS));
		RoutedMessage message = new RoutedMessage(topic, ByteBufUtil.getBytes(publish.payload()),
				publish.fixedHeader().qosLevel().value(), publish.fixedHeader().isRetain(), properties,
				PacketProperties.encodedBytes(properties), this.session.now());
		this.session.listener()
			.published(this.session.clientId(), topic, message.payload(), message.qos(),
					publish.fixedHeader().isRetain(),
					PacketProperties.ofMessage(publish.variableHeader().properties()));
		if (!Topics.isReserved(topic)) {
			// rules and shadows are not imitated: accepted and discarded
			this.session.router().publish(message);
		}
		if (isQos1(publish)) {
			// AWS does not tell whether there was a subscriber
			acknowledge(publish.variableHeader().packetId(), ReasonCode.SUCCESS);
		}
	}

	private void acknowledge(int packetId, int code) {
		ScriptedFaults faults = this.session.context().faults();
		if (faults.is(ScriptedFaults.Switch.PUBACK_WITHHELD)) {
			return;
		}
		if (faults.getPubAckDelayNanos() == 0) {
			sendPubAck(packetId, code);
		}
		else {
			acknowledgeLater(packetId, code, faults.getPubAckDelayNanos());
		}
	}

	private void acknowledgeLater(int packetId, int code, long delayNanos) {
		Channels.schedule(this.session.client(), () -> {
			if (!this.session.hasEnded()) {
				sendPubAck(packetId, code);
				this.session.client().flush();
			}
		}, delayNanos);
	}

	private void sendPubAck(int packetId, int code) {
		this.inFlight.remove(packetId);
		this.session.write(Packets.pubAck(packetId, code));
	}

	private static boolean isQos1(MqttPublishMessage publish) {
		return publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE;
	}

}
