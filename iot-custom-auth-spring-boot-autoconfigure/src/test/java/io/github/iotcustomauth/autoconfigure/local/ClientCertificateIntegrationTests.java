package io.github.iotcustomauth.autoconfigure.local;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Custom authentication with X.509: an SSL bundle with certificate and key, against an
 * endpoint that asks for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientCertificateIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement":
			{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/certificate"}}""";

	private static X509Bundle device;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withPropertyValues("spring.ssl.bundle.pem.device.keystore.certificate=" + device.getCertificatePEM(),
				"spring.ssl.bundle.pem.device.keystore.private-key=" + device.getPrivateKeyPEM(),
				"aws.iot.custom-auth.ssl.bundle=device", "aws.iot.custom-auth.transport=tls",
				"aws.iot.custom-auth.fail-fast=true");

	@BeforeAll
	static void makeCertificate() throws Exception {
		device = new CertificateBuilder().rsa2048()
			.subject("CN=device")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	@Test
	void connectsToAnEndpointElsewhere() {
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(Map.of("certificates.device.certificate",
				device.getCertificatePEM(), "certificates.device.policy", POLICY))) {
			LocalCredentials credentials = endpoint.access().credentials();
			assertThat(credentials).isNotNull();
			this.runner.withPropertyValues(
					"spring.ssl.bundle.pem.device.truststore.certificate=" + endpoint.access().caCertificatePem(),
					"aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.port=" + endpoint.access().port(),
					"aws.iot.custom-auth.username=" + credentials.username(),
					"aws.iot.custom-auth.password=" + credentials.password())
				.run(ClientCertificateIntegrationTests::assertPublishes);
		}
	}

	@Test
	void connectsToTheEndpointOfTheSameApplication() {
		withOwnEndpoint().run(ClientCertificateIntegrationTests::assertPublishes);
	}

	@Test
	void unknownBundleIsNamed() {
		withOwnEndpoint().withPropertyValues("aws.iot.custom-auth.ssl.bundle=other")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("aws.iot.custom-auth.ssl.bundle"));
	}

	@Test
	void logNamesThePropertiesThatTheConnectionNeeds(CapturedOutput output) {
		withOwnEndpoint().withPropertyValues("aws.iot.custom-auth.transport=websocket").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(output)
				.contains("set 'aws.iot.custom-auth.transport' to 'tls', and 'aws.iot.custom-auth.ssl.bundle'");
		});
	}

	@Test
	void keyIsNotPresentedToAnEndpointThatDoesNotAskForIt() {
		this.runner
			.withConfiguration(AutoConfigurations.of(LocalIotConnectionAutoConfiguration.class,
					LocalIotCoreAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(IotConnection.class).getStatus().isConnected()).isTrue());
	}

	private ApplicationContextRunner withOwnEndpoint() {
		return this.runner
			.withConfiguration(AutoConfigurations.of(LocalIotConnectionAutoConfiguration.class,
					LocalIotCoreAutoConfiguration.class))
			.withPropertyValues(
					"aws.iot.custom-auth.local.certificates.device.certificate=" + device.getCertificatePEM(),
					"aws.iot.custom-auth.local.certificates.device.policy=" + POLICY);
	}

	private static void assertPublishes(AssertableApplicationContext context) throws Exception {
		IotConnection connection = context.getBean(IotConnection.class);
		connection.publish(IotMessage.of("certificate", "allowed by its policy")).get(10, TimeUnit.SECONDS);
		connection.publish(IotMessage.of(connection.getClientId() + "/t", "allowed by the authorizer"))
			.get(10, TimeUnit.SECONDS);
	}

}
