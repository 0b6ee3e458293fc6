package io.github.iotcustomauth.local.autoconfigure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;

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
			assertThat(CrtAttempt.connect(access, "one", named, credentials.password()))
				.isEqualTo(ConnectReasonCode.SUCCESS);
			assertThat(CrtAttempt.connect(access, "two", credentials.username(), credentials.password()))
				.isEqualTo(ConnectReasonCode.SUCCESS);
			assertThat(CrtAttempt.connect(access, "three", credentials.username(), "guess"))
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
				assertThat(CrtAttempt.connect(access, "one", username + "t", null))
					.isEqualTo(ConnectReasonCode.SUCCESS);
				assertThat(CrtAttempt.connect(access, "two", username + "u", null))
					.isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
				assertRefusal(context.getBean(LocalIotCore.class), "two", "no signing key of authorizer 'Signed'");
			});
	}

	private static void assertRefusal(LocalIotCore endpoint, String clientId, String reason) {
		assertThat(endpoint.getEvents()).filteredOn((event) -> event.type() == LocalIotCoreEvent.Type.REFUSED)
			.singleElement()
			.satisfies((event) -> assertThat(event.clientId()).isEqualTo(clientId))
			.satisfies((event) -> assertThat(event.detail()).contains(reason));
	}

}
