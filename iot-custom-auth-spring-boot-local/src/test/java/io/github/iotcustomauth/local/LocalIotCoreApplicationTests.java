package io.github.iotcustomauth.local;

import java.net.Socket;
import java.nio.file.Path;

import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalIotCoreApplication}.
 */
class LocalIotCoreApplicationTests {

	@Test
	void servesUntilItIsStopped(@TempDir Path directory) throws Exception {
		Path caFile = directory.resolve("ca.pem");
		try (ConfigurableApplicationContext context = LocalIotCoreApplication.run("--aws.iot.custom-auth.local.port=0",
				"--aws.iot.custom-auth.local.ca-file=" + caFile, "--aws.iot.custom-auth.local.default-authorizer=Mine",
				"--aws.iot.custom-auth.local.authorizers.Mine.users.alice=wonderland")) {
			LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
			assertThat(caFile).content().isEqualTo(access.caCertificatePem());
			try (Socket socket = new Socket("127.0.0.1", access.port())) {
				assertThat(socket.isConnected()).isTrue();
			}
			assertThat(access.credentials()).hasToString("LocalCredentials[authorizerName=Mine, username=alice]");
		}
	}

}
