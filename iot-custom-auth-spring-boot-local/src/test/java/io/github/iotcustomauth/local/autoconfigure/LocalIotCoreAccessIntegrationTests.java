package io.github.iotcustomauth.local.autoconfigure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that AWS's own client gets in with what {@link LocalIotCoreAccess} offers, and
 * only with that.
 */
class LocalIotCoreAccessIntegrationTests {

	private static final String PREFIX = "aws.iot.custom-auth.local.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LocalIotCoreAutoConfiguration.class));

	@Test
	void generatedCredentialsOpenTheEndpoint() {
		this.runner.run((context) -> {
			LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
			LocalCredentials credentials = access.credentials();
			assertThat(credentials).isNotNull();
			String named = credentials.username() + "?x-amz-customauthorizer-name=" + credentials.authorizerName();
			assertThat(connect(access, "one", named, credentials.password())).isEqualTo(ConnectReasonCode.SUCCESS);
			assertThat(connect(access, "two", credentials.username(), credentials.password()))
				.isEqualTo(ConnectReasonCode.SUCCESS);
			assertThat(connect(access, "three", credentials.username(), "guess"))
				.isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
			assertRefusal(context.getBean(LocalIotCore.class), "three", "the password is not the one");
		});
	}

	@Test
	void signedTokenOpensTheEndpoint() {
		this.runner
			.withPropertyValues(PREFIX + "authorizers.Signed.token-key-name=tok",
					PREFIX + "authorizers.Signed.signing-keys.a=" + TestTokens.pem(TestTokens.FIRST.getPublic()))
			.run((context) -> {
				LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
				String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), "t");
				String username = "?x-amz-customauthorizer-name=Signed&x-amz-customauthorizer-signature="
						+ URLEncoder.encode(signature, StandardCharsets.UTF_8) + "&tok=";
				assertThat(connect(access, "one", username + "t", null)).isEqualTo(ConnectReasonCode.SUCCESS);
				assertThat(connect(access, "two", username + "u", null)).isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
				assertRefusal(context.getBean(LocalIotCore.class), "two", "no signing key of authorizer 'Signed'");
			});
	}

	private static void assertRefusal(LocalIotCore endpoint, String clientId, String reason) {
		assertThat(endpoint.getEvents()).filteredOn((event) -> event.type() == LocalIotCoreEvent.Type.REFUSED)
			.singleElement()
			.satisfies((event) -> assertThat(event.clientId()).isEqualTo(clientId))
			.satisfies((event) -> assertThat(event.detail()).contains(reason));
	}

	private static ConnectReasonCode connect(LocalIotCoreAccess access, String clientId, String username,
			@Nullable String password) throws Exception {
		ConnectPacketBuilder packet = new ConnectPacketBuilder().withClientId(clientId).withUsername(username);
		if (password != null) {
			packet.withPassword(password.getBytes(StandardCharsets.UTF_8));
		}
		Attempt attempt = new Attempt();
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

	private static final class Attempt implements Mqtt5ClientOptions.LifecycleEvents {

		private final CompletableFuture<ConnectReasonCode> code = new CompletableFuture<>();

		private final CompletableFuture<OnStoppedReturn> stopped = new CompletableFuture<>();

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

}
