package io.github.iotcustomauth.local.internal.connect;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.protocol.Will;
import io.github.iotcustomauth.local.internal.session.PublishRules;
import io.github.iotcustomauth.local.policy.ConnectAttribute;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * Rules for a CONNECT packet before the authorizer is called, and the policy checks after
 * it has answered.
 */
final class ConnectRules {

	private ConnectRules() {
	}

	static @Nullable Refusal checkPacket(ConnectRequest request, int bytes) {
		if (bytes > request.limits().payloadBytes()) {
			return tooLarge(request.limits());
		}
		if (!request.isMqtt5() && request.assigned() && !request.header().isCleanSession()) {
			return new Refusal(ReasonCode.CLIENT_IDENTIFIER_INVALID,
					"MQTT 3.1.1 allows an empty client id with a clean session only");
		}
		if (request.clientId().getBytes(StandardCharsets.UTF_8).length > Limits.CLIENT_ID_BYTES) {
			return new Refusal(ReasonCode.CLIENT_IDENTIFIER_INVALID,
					"the client id is longer than " + Limits.CLIENT_ID_BYTES + " bytes");
		}
		if (PacketProperties.has(request.header().properties(), MqttProperties.AUTHENTICATION_METHOD)) {
			return new Refusal(ReasonCode.BAD_AUTHENTICATION_METHOD, "enhanced authentication (AUTH) is not supported");
		}
		if (isZero(request, MqttProperties.RECEIVE_MAXIMUM) || isZero(request, MqttProperties.MAXIMUM_PACKET_SIZE)) {
			return new Refusal(ReasonCode.PROTOCOL_ERROR, "Receive Maximum and Maximum Packet Size must not be 0");
		}
		Refusal refusal = checkProperties(request.header().properties(), request.limits());
		return (refusal == null && request.will() != null) ? checkWill(request.will(), request.limits()) : refusal;
	}

	private static boolean isZero(ConnectRequest request, int property) {
		return PacketProperties.unsigned(request.header().properties(), property, 1) == 0;
	}

	static Refusal tooLarge(Limits limits) {
		return new Refusal(ReasonCode.QUOTA_EXCEEDED, limits.tooLarge("CONNECT", limits.payloadBytes()));
	}

	// AWS documents these limits, but not its answer.
	private static @Nullable Refusal checkProperties(MqttProperties properties, Limits limits) {
		int least = Limits.MIN_CLIENT_PACKET_BYTES;
		if (limits.keep(Limit.PAYLOAD)
				&& PacketProperties.unsigned(properties, MqttProperties.MAXIMUM_PACKET_SIZE, least) < least) {
			return new Refusal(ReasonCode.QUOTA_EXCEEDED,
					Limit.PAYLOAD.broken("the Maximum Packet Size is less than " + least));
		}
		String oversized = PacketProperties.findOversized(properties, limits);
		return (oversized != null) ? new Refusal(ReasonCode.QUOTA_EXCEEDED, oversized) : null;
	}

	private static @Nullable Refusal checkWill(Will will, Limits limits) {
		if (will.qos() > Limits.MAXIMUM_QOS) {
			return new Refusal(ReasonCode.QOS_NOT_SUPPORTED, "the will asks for QoS " + will.qos());
		}
		if (!Topics.isValidTopic(will.topic(), limits)) {
			return new Refusal(ReasonCode.TOPIC_NAME_INVALID, "the will: " + Topics.explainTopic(will.topic()));
		}
		return checkProperties(will.properties(), limits);
	}

	static @Nullable Refusal checkPolicy(ConnectRequest request, PolicyEvaluator policies) {
		String client = "client/" + request.clientId();
		PolicyDecision connect = policies.explain("iot:Connect", client, request.connectContext());
		if (!connect.isAllowed()) {
			return Refusal.notAuthorized(Refusal.rule(connect) + asked(request));
		}
		Will will = request.will();
		if (will == null) {
			return null;
		}
		PolicyDecision denied = PublishRules.denial(policies, will.topic(), will.retained());
		return (denied != null) ? Refusal.notAuthorized("the will: " + Refusal.rule(denied)) : null;
	}

	private static String asked(ConnectRequest request) {
		Set<ConnectAttribute> attributes = request.attributes();
		return attributes.isEmpty() ? ""
				: attributes.stream().map(ConnectAttribute::value).collect(Collectors.joining(", ", " with ", ""));
	}

}
