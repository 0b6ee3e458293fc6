package io.github.iotcustomauth.local.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket;

/**
 * One connection attempt of AWS's own client.
 */
final class CrtAttempt implements Mqtt5ClientOptions.LifecycleEvents {

	private final CompletableFuture<ConnectReasonCode> code = new CompletableFuture<>();

	private final CompletableFuture<OnStoppedReturn> stopped = new CompletableFuture<>();

	private CrtAttempt() {
	}

	static ConnectReasonCode connect(LocalIotCoreAccess access, String clientId, String username,
			@Nullable String password) throws Exception {
		ConnectPacketBuilder packet = new ConnectPacketBuilder().withClientId(clientId).withUsername(username);
		if (password != null) {
			packet.withPassword(password.getBytes(StandardCharsets.UTF_8));
		}
		CrtAttempt attempt = new CrtAttempt();
		try (TlsContextOptions tls = TlsContextOptions.createDefaultClient()) {
			tls.overrideDefaultTrustStore(access.caCertificatePem());
			tls.withAlpnList("mqtt");
			try (TlsContext context = new TlsContext(tls);
					Mqtt5Client client = new Mqtt5Client(
							new Mqtt5ClientOptionsBuilder(access.host(), (long) access.port()).withTlsContext(context)
								.withConnectOptions(packet.build())
								.withLifecycleEvents(attempt)
								.build())) {
				client.start();
				ConnectReasonCode code = attempt.code.get(30, TimeUnit.SECONDS);
				client.stop(new DisconnectPacket.DisconnectPacketBuilder().build());
				attempt.stopped.get(30, TimeUnit.SECONDS);
				return code;
			}
		}
	}

	@Override
	public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn attempt) {
	}

	@Override
	public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn success) {
		this.code.complete(success.getConnAckPacket().getReasonCode());
	}

	@Override
	public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn failure) {
		client.stop();
		if (failure.getConnAckPacket() != null) {
			this.code.complete(failure.getConnAckPacket().getReasonCode());
		}
		else {
			this.code.completeExceptionally(new IllegalStateException("CRT error " + failure.getErrorCode()));
		}
	}

	@Override
	public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn disconnection) {
	}

	@Override
	public void onStopped(Mqtt5Client client, OnStoppedReturn stop) {
		this.stopped.complete(stop);
	}

}
