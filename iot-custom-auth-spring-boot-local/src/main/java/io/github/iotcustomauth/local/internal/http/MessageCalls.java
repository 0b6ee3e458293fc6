package io.github.iotcustomauth.local.internal.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.DataPlaneException.Reason;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.github.iotcustomauth.local.internal.routing.RoutingSession;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.concurrent.Future;

/**
 * Calls that send messages, over HTTPS or from Java. Used on the event loop. What a call
 * refuses is a {@link DataPlaneException}.
 */
public final class MessageCalls {

	static final int MAX_TIMEOUT_SECONDS = 15;

	private final SessionContext context;

	private final ConnectionCalls connections;

	public MessageCalls(SessionContext context, ConnectionCalls connections) {
		this.context = context;
		this.connections = connections;
	}

	/**
	 * Publish a message that comes from no client.
	 * @param message the message
	 * @throws DataPlaneException if AWS does not take such a message
	 */
	public void publish(LocalIotCoreMessage message) {
		RoutedMessage routed = route(message);
		this.context.listener()
			.published("", message.topic(), routed.payload(), message.qos(), message.retained(), message.properties());
		if (!Topics.isReserved(message.topic())) {
			// as a message that a client publishes there: accepted and discarded
			this.context.router().publish(routed);
		}
	}

	private RoutedMessage route(LocalIotCoreMessage message) {
		MqttProperties asked = PacketProperties.toPacket(message.properties());
		byte[] payload = message.payload();
		if (payload.length > this.context.limits().payloadBytes()) {
			throw new DataPlaneException(Reason.PAYLOAD_TOO_LARGE,
					this.context.limits().tooLarge("payload", this.context.limits().payloadBytes()));
		}
		CallRules.require(Topics.isValidTopic(message.topic(), this.context.limits()),
				Topics.explainTopic(message.topic()));
		String oversized = PacketProperties.findOversized(asked, this.context.limits());
		CallRules.require(oversized == null, oversized);
		String responseTopic = message.properties().responseTopic();
		CallRules.require(responseTopic == null || Topics.isExact(responseTopic), "the response topic has a wildcard");
		MqttProperties properties = PacketProperties.withAllowedExpiry(asked);
		return new RoutedMessage(message.topic(), payload, message.qos(), message.retained(), properties,
				PacketProperties.encodedBytes(properties), this.context.router().now());
	}

	/**
	 * Send a message to a connected client, which needs no subscription.
	 * @param clientId the client id of the receiver
	 * @param message the message; with QoS 1 the receiver has to acknowledge it
	 * @param timeout how long to wait for the acknowledgment
	 * @return completes when the message was sent or, with QoS 1, acknowledged; fails
	 * with a {@link DataPlaneException}
	 */
	public CompletableFuture<Void> sendDirectMessage(String clientId, LocalIotCoreMessage message, Duration timeout) {
		CompletableFuture<Void> delivery = new CompletableFuture<>();
		try {
			CallRules.requireClientId(clientId);
			CallRules.require(!Topics.isReserved(message.topic()), "the topic of a direct message begins with $");
			CallRules.require(!message.retained(), "a direct message cannot be retained");
			CallRules.require(timeout.toSeconds() >= 1 && timeout.toSeconds() <= MAX_TIMEOUT_SECONDS,
					"timeout is not between 1 and " + MAX_TIMEOUT_SECONDS + " seconds");
			RoutedMessage routed = route(message);
			ClientSession receiver = findReceiver(clientId);
			requireReceivable(receiver, routed);
			send(receiver.routing(), routed, timeout, delivery);
		}
		catch (DataPlaneException ex) {
			delivery.completeExceptionally(ex);
		}
		return delivery;
	}

	private ClientSession findReceiver(String clientId) {
		ClientSession receiver = this.context.sessions().find(clientId);
		if (receiver == null) {
			throw CallRules.notFound((this.connections.findSession(clientId) != null)
					? "The target client ID is not connected, but it has an active persistent session"
					: "The target client ID is not connected");
		}
		return receiver;
	}

	private void requireReceivable(ClientSession receiver, RoutedMessage message) {
		PolicyDecision decision = receiver.policies().explain("iot:Receive", "topic/" + message.topic(), Set.of());
		if (!decision.isAllowed()) {
			this.context.listener().denied(receiver.clientId(), Refusal.rule(decision));
			throw new DataPlaneException(Reason.FORBIDDEN,
					"The policy of the receiver does not allow iot:Receive on the topic");
		}
		MqttPublishMessage packet = Packets.publish(message, message.qos(), false, 1, this.context.router().now());
		if (Packets.bytes(packet) > receiver.maximumPacketBytes()) {
			throw new DataPlaneException(Reason.PAYLOAD_TOO_LARGE,
					"The message is larger than the Maximum Packet Size of the receiver");
		}
	}

	private void send(RoutingSession receiver, RoutedMessage message, Duration timeout,
			CompletableFuture<Void> delivery) {
		boolean taken = receiver.sendDirect(message, (acknowledged) -> finish(delivery, acknowledged));
		if (!taken || delivery.isCompletedExceptionally()) {
			throw new DataPlaneException(Reason.THROTTLED,
					"The receiver takes no further message now: it reads too slowly, or has too many to acknowledge");
		}
		if (message.qos() == 0) {
			delivery.complete(null);
		}
		else if (!delivery.isDone()) {
			Future<?> timer = this.context.loop()
				.schedule(() -> fail(delivery, "The receiver did not acknowledge the message in time"),
						timeout.toMillis(), TimeUnit.MILLISECONDS);
			delivery.whenComplete((done, failure) -> timer.cancel(false));
		}
	}

	private static void finish(CompletableFuture<Void> delivery, boolean acknowledged) {
		if (acknowledged) {
			delivery.complete(null);
		}
		else {
			fail(delivery, "The connection of the receiver ended before it acknowledged the message");
		}
	}

	private static void fail(CompletableFuture<Void> delivery, String message) {
		delivery.completeExceptionally(new DataPlaneException(Reason.NOT_ACKNOWLEDGED, message));
	}

}
