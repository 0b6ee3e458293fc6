package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.GrantedSettings;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.LifecycleEvents;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.PublishEvents;
import software.amazon.awssdk.crt.mqtt5.Mqtt5PublishAcknowledgementControlHandle;
import software.amazon.awssdk.crt.mqtt5.NegotiatedSettings;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.PublishReturn;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;

/**
 * Callbacks of a native client, invoked on an event-loop thread. A callback that ends the
 * attempt stops the client first, because only there is it in time to prevent the
 * client's own reconnect. Nothing escapes to native code, and a callback that fails ends
 * the attempt rather than leaving the connection silent.
 */
final class CrtCallbacks implements LifecycleEvents, PublishEvents {

	private static final Log logger = LogFactory.getLog(CrtCallbacks.class);

	private final CrtMqttTransport transport;

	// counted on the event loop of the client
	private int corrupted;

	CrtCallbacks(CrtMqttTransport transport) {
		this.transport = transport;
	}

	@Override
	public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn result) {
		guarded(client, this.transport::attempting);
	}

	@Override
	public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn result) {
		guarded(client, () -> {
			ConnAckPacket packet = result.getConnAckPacket();
			if (packet == null || packet.getReasonCode() == null) {
				client.stop();
				this.transport.ended(unknownReason(), false);
				return;
			}
			this.transport.connected(packet.getSessionPresent(), granted(result.getNegotiatedSettings()));
		});
	}

	private static @Nullable GrantedSettings granted(@Nullable NegotiatedSettings settings) {
		return (settings != null) ? new GrantedSettings(settings.getRejoinedSession(),
				Duration.ofSeconds(settings.getSessionExpiryIntervalSeconds()),
				Duration.ofSeconds(settings.getServerKeepAliveSeconds()), settings.getReceiveMaximumFromServer(),
				settings.getMaximumPacketSizeToServer(), settings.getMaximumQOS().getValue(),
				settings.getTopicAliasMaximumToServer(), settings.getRetainAvailable(),
				settings.getWildcardSubscriptionsAvailable(), settings.getSharedSubscriptionsAvailable()) : null;
	}

	@Override
	public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn result) {
		guarded(client, () -> {
			client.stop();
			this.transport.ended(failure(result.getErrorCode(), result.getConnAckPacket()), false);
		});
	}

	private IotFailure failure(int errorCode, @Nullable ConnAckPacket packet) {
		if (packet == null) {
			return this.transport.failedAttempt(errorCode);
		}
		return (packet.getReasonCode() != null)
				? MqttReasonCodes.of(packet.getReasonCode().getValue(), packet.getReasonString()) : unknownReason();
	}

	private static IotFailure unknownReason() {
		return IotFailure.of(FailureReason.UNKNOWN_REASON_CODE);
	}

	@Override
	public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn result) {
		guarded(client, () -> {
			client.stop();
			DisconnectPacket packet = result.getDisconnectPacket();
			if (packet != null && packet.getReasonCode() != null) {
				int code = packet.getReasonCode().getValue();
				this.transport.ended(MqttReasonCodes.of(code, packet.getReasonString()),
						MqttReasonCodes.blamesClient(code));
				return;
			}
			int code = result.getErrorCode();
			this.transport.ended(CrtFailures.of(code), CrtFailures.isHangUp(code));
		});
	}

	@Override
	public void onStopped(Mqtt5Client client, OnStoppedReturn result) {
		guarded(client, this.transport::stopped);
	}

	@Override
	public void onMessageReceived(Mqtt5Client client, PublishReturn result) {
		guarded(client, () -> {
			PublishPacket packet = result.getPublishPacket();
			// from here on the message is acknowledged by this class only
			Mqtt5PublishAcknowledgementControlHandle handle = PublishPackets.isAcknowledged(packet)
					? result.acquirePublishAcknowledgementControl() : null;
			IotMessage message = message(packet);
			if (message != null) {
				warnOfCorruptedText(message);
				this.transport.received(message, handle);
			}
			else if (handle != null) {
				this.transport.acknowledge(handle);
			}
		});
	}

	private void warnOfCorruptedText(IotMessage message) {
		if (PublishPackets.hasCorruptedText(message) && Integer.bitCount(++this.corrupted) == 1) {
			logger.warn("A message of topic '" + PrintableText.of(message.topic())
					+ "' has arrived with corrupted text (" + this.corrupted
					+ " so far): aws-crt does not support characters beyond U+FFFF in topics and properties");
		}
	}

	private static @Nullable IotMessage message(PublishPacket packet) {
		try {
			return PublishPackets.toMessage(packet);
		}
		catch (RuntimeException ex) {
			// it would be the same the next time
			logger.warn("A message of topic '" + PrintableText.of(packet.getTopic()) + "' is dropped: "
					+ PrintableText.of(ex.getMessage()));
			return null;
		}
	}

	@SuppressWarnings("CatchingUnchecked") // what escapes a callback ends in native code
	private void guarded(Mqtt5Client client, Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			failed(client, ex);
		}
	}

	private void failed(Mqtt5Client client, Throwable failure) {
		quietly(client::stop);
		quietly(() -> this.transport
			.ended(IotFailure.of(FailureReason.UNEXPECTED_ERROR).withDetail(-1, failure.getClass().getName()), false));
		quietly(() -> logger.error("A callback of the native client failed", failure));
	}

	@SuppressWarnings("CatchingUnchecked") // if nothing else works, onStopped reports the
											// end
	private static void quietly(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			// memory or threads are exhausted, and so may be the log
		}
	}

}
