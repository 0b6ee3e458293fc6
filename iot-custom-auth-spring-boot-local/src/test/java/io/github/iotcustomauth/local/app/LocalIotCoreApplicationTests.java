package io.github.iotcustomauth.local.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalIotCoreApplication}.
 */
@ExtendWith(OutputCaptureExtension.class)
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

	@Test
	void printsWhereToReplaceWhatABeanWants(@TempDir Path directory) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		new ApplicationContextRunner().withUserConfiguration(LocalIotCoreApplication.class)
			.withBean("Mine", CustomAuthorizer.class, () -> (event) -> AuthorizerResponse.authenticated("a"))
			.withPropertyValues("aws.iot.custom-auth.local.ca-file=" + directory.resolve("ca.pem"))
			.run((context) -> LocalIotCoreApplication.print(context.getSourceApplicationContext(),
					new PrintStream(out, true, StandardCharsets.UTF_8)));
		assertThat(out.toString(StandardCharsets.UTF_8).lines().limit(5)).satisfiesExactly(
				(line) -> assertThat(line).startsWith("Port: "),
				(line) -> assertThat(line).startsWith("CA certificate: "),
				(line) -> assertThat(line).contains(" -u '<user>?x-amz-customauthorizer-name=Mine' -P '<password>' "),
				(line) -> assertThat(line).startsWith("Replace <user>, <password>; "),
				(line) -> assertThat(line).startsWith("In application.yaml "));
	}

	@Test
	void namesAnUnknownPropertyOfTheFileAndWhereItIs(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path file = Files.writeString(directory.resolve("authorizers.yml"), """
				aws.iot.custom-auth.local:
				  ca-file:
				  authorizers:
				    Mine:
				      usres:
				        alice: wonderland
				""");
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> LocalIotCoreApplication.run("--config", file.toString()));
		assertThat(output)
			.contains("'aws.iot.custom-auth.local.authorizers.mine.usres.alice'", "authorizers.yml", "6:16")
			.doesNotContain("wonderland");
	}

}
