package io.github.iotcustomauth.local.autoconfigure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that the JavaScript function of {@code docs/aws-setup.md} decides about
 * connections, behind the invoke API in a process of its own.
 */
class JavaScriptAuthorizerIntegrationTests {

	private static final String PREFIX = "aws.iot.custom-auth.local.";

	private static final Path SERVER = Path.of("src/test/resources/lambda/invoke-api.mjs");

	@TempDir
	private static Path directory;

	private static Process node;

	private static String url;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LocalIotCoreAutoConfiguration.class))
		.withPropertyValues(PREFIX + "default-authorizer=DeviceAuthorizer",
				PREFIX + "authorizers.DeviceAuthorizer.lambda.url=" + url);

	// of its own, because nothing interrupts one that reads from a process
	@BeforeAll
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	static void start() throws IOException {
		if (!isOnPath("node")) {
			return;
		}
		Path function = Files.writeString(directory.resolve("index.mjs"), functionOfTheDocumentation());
		ProcessBuilder builder = new ProcessBuilder("node", SERVER.toString(), function.toString())
			.redirectError(directory.resolve("error").toFile());
		builder.environment().put("DEVICE_USER", "thermometer");
		builder.environment().put("DEVICE_PASSWORD", "correct");
		node = builder.start();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
		String port = output.readLine();
		assertThat(port).as(Files.readString(directory.resolve("error"))).isNotNull();
		url = "http://127.0.0.1:" + port;
	}

	// here, because a class that is skipped as a whole says nothing in the report
	@BeforeEach
	void skipWithoutNode() {
		assumeTrue(node != null, "node is not on the PATH (Debian package nodejs)");
	}

	@AfterAll
	static void stop() throws Exception {
		if (node != null) {
			node.getOutputStream().close();
			if (!node.waitFor(10, TimeUnit.SECONDS)) {
				node.destroyForcibly();
			}
		}
	}

	@Test
	void functionLetsItsDeviceIn() {
		connected((context,
				access) -> assertThat(CrtAttempt.connect(access, "test-1",
						"thermometer?x-amz-customauthorizer-name=DeviceAuthorizer", "correct"))
					.isEqualTo(ConnectReasonCode.SUCCESS));
	}

	@Test
	void functionRefusesOthers() {
		connected((context, access) -> {
			assertThat(CrtAttempt.connect(access, "test-2", "thermometer", "wrong"))
				.isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
			assertRefusal(context, "test-2", "authorizer 'DeviceAuthorizer' answered isAuthenticated: false");
		});
	}

	@Test
	void policyOfTheFunctionDecidesAboutTheClientId() {
		connected((context, access) -> {
			assertThat(CrtAttempt.connect(access, "stranger", "thermometer", "correct"))
				.isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
			assertRefusal(context, "stranger", "iot:Connect");
		});
	}

	@Test
	void functionThatIsNotThereIsNamed() {
		this.runner.withPropertyValues(PREFIX + "authorizers.DeviceAuthorizer.lambda.url=" + url + "/other")
			.run((context) -> {
				LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
				assertThat(CrtAttempt.connect(access, "test-3", "thermometer", "correct"))
					.isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
				assertRefusal(context, "test-3", "/other answered with HTTP status 404: Function not found");
			});
	}

	private void connected(Attempt attempt) {
		this.runner.run((context) -> attempt.make(context, context.getBean(LocalIotCoreAccess.class)));
	}

	private static void assertRefusal(AssertableApplicationContext context, String clientId, String reason) {
		LocalIotCore endpoint = context.getBean(LocalIotCore.class);
		await().untilAsserted(() -> assertThat(endpoint.getEvents())
			.filteredOn((event) -> event.type() == LocalIotCoreEvent.Type.REFUSED && event.clientId().equals(clientId))
			.singleElement()
			.satisfies((event) -> assertThat(event.detail()).contains(reason)));
	}

	private static String functionOfTheDocumentation() throws IOException {
		Matcher block = Pattern.compile("```javascript\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/aws-setup.md")));
		assertThat(block.find()).isTrue();
		return block.group(1);
	}

	private static boolean isOnPath(String command) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, command)));
	}

	@FunctionalInterface
	private interface Attempt {

		void make(AssertableApplicationContext context, LocalIotCoreAccess access) throws Exception;

	}

}
