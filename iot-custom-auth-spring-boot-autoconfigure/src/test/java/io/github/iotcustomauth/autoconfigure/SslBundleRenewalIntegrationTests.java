package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The live connection and a reloaded SSL bundle, against the local endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleRenewalIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
				"aws.iot.custom-auth.port=" + this.endpoint.port(), "aws.iot.custom-auth.username=alice",
				"aws.iot.custom-auth.password=secret", "aws.iot.custom-auth.fail-fast=true");

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void changedFileRenewsTheConnection(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("ca.pem"), this.endpoint.caPem());
		this.runner.withPropertyValues("spring.ssl.bundle.pem.iot.truststore.certificate=" + file.toUri(),
				"spring.ssl.bundle.pem.iot.reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=100ms")
			.run((context) -> {
				try (LocalEndpoint other = new LocalEndpoint()) {
					Files.writeString(file, this.endpoint.caPem() + other.caPem());
				}
				awaitRenewed(context.getBean(IotConnection.class));
			});
	}

	@Test
	void updatedBundleRenewsTheConnection() {
		withTrust().run((context) -> {
			context.getBean(SslBundleRegistry.class).updateBundle("iot", this.endpoint.trust());
			awaitRenewed(context.getBean(IotConnection.class));
		});
	}

	@Test
	void unusableBundleDoesNotCostTheConnection(CapturedOutput output) {
		withTrust().run((context) -> {
			SslBundle unusable = SslBundle.of(this.endpoint.trust().getStores(), SslBundleKey.NONE,
					SslOptions.of(null, new String[] { "TLSv1.1" }));
			context.getBean(SslBundleRegistry.class).updateBundle("iot", unusable);
			assertThat(context.getBean(IotConnection.class).getStatus().isConnected()).isTrue();
			assertThat(output).contains("'iot' was reloaded and cannot be used", "'options.enabled-protocols'");
		});
		assertThat(this.endpoint.attempts()).hasSize(1);
	}

	private ApplicationContextRunner withTrust() {
		return this.runner
			.withPropertyValues("spring.ssl.bundle.pem.iot.truststore.certificate=" + this.endpoint.caPem());
	}

	private void awaitRenewed(IotConnection connection) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.endpoint.attempts()).hasSize(2);
			assertThat(this.endpoint.events(LocalIotCoreEvent.Type.DISCONNECTED)).singleElement()
				.asString()
				.startsWith("CLIENT_INITIATED_DISCONNECT");
			assertThat(connection.getStatus().isConnected()).isTrue();
		});
	}

}
