package io.github.iotcustomauth.transport.crt;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.transport.MqttReasonCodes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.LifecycleEvents;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.PublishEvents;
import software.amazon.awssdk.crt.mqtt5.Mqtt5PublishAcknowledgementControlHandle;
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
 * The callbacks of a native client, on its event-loop thread. Each stops the client first
 * when the attempt is over, because only inside the callback is that in time to prevent
 * the client's own reconnect; and none lets anything escape.
 */
final class CrtCallbacks implements LifecycleEvents, PublishEvents {

	private static final Log logger = LogFactory.getLog(CrtCallbacks.class);

	private final CrtMqttTransport transport;

	CrtCallbacks(CrtMqttTransport transport) {
		this.transport = transport;
	}

	@Override
	public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn result) {
	}

	@Override
	public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn result) {
		guarded(() -> {
			ConnAckPacket packet = result.getConnAckPacket();
			if (packet == null || packet.getReasonCode() == null) {
				client.stop();
				this.transport.ended(unknownReason(), false);
				return;
			}
			this.transport.connected(packet.getSessionPresent());
		});
	}

	@Override
	public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn result) {
		guarded(() -> {
			client.stop();
			this.transport.ended(failure(result.getErrorCode(), result.getConnAckPacket()), false);
		});
	}

	private IotFailure failure(int errorCode, @Nullable ConnAckPacket packet) {
		if (packet == null) {
			return CrtFailures.of(errorCode, this.transport.endpoint());
		}
		return (packet.getReasonCode() != null) ? MqttReasonCodes.ofConnack(packet.getReasonCode().getValue())
				: unknownReason();
	}

	private static IotFailure unknownReason() {
		return new IotFailure(Kind.NETWORK, -1, "UNKNOWN_CONNACK_REASON",
				"The server answered to CONNECT with a reason code that MQTT 5 does not know; "
						+ "check that it speaks MQTT 5");
	}

	@Override
	public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn result) {
		guarded(() -> {
			client.stop();
			DisconnectPacket packet = result.getDisconnectPacket();
			if (packet != null && packet.getReasonCode() != null) {
				int code = packet.getReasonCode().getValue();
				this.transport.ended(MqttReasonCodes.ofDisconnect(code), MqttReasonCodes.blamesClient(code));
				return;
			}
			int code = result.getErrorCode();
			this.transport.ended(CrtFailures.of(code, this.transport.endpoint()), CrtFailures.isHangUp(code));
		});
	}

	@Override
	public void onStopped(Mqtt5Client client, OnStoppedReturn result) {
		guarded(this.transport::stopped);
	}

	@Override
	public void onMessageReceived(Mqtt5Client client, PublishReturn result) {
		guarded(() -> {
			PublishPacket packet = result.getPublishPacket();
			// before the handle is taken, so that a message that cannot be read is not
			// kept unacknowledged
			IotMessage message = PublishPackets.toMessage(packet);
			Mqtt5PublishAcknowledgementControlHandle handle = PublishPackets.isAcknowledged(packet)
					? result.acquirePublishAcknowledgementControl() : null;
			this.transport.received(message, handle);
		});
	}

	@SuppressWarnings("CatchingUnchecked") // what escapes a callback ends in native code
	private static void guarded(Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.error("A callback of the native client failed", ex);
		}
	}

}
