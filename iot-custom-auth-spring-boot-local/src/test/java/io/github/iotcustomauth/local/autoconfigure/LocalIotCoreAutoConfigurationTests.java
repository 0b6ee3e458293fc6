package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LocalIotCoreAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LocalIotCoreAutoConfigurationTests {

	private static final String PREFIX = "aws.iot.custom-auth.local.";

	private static final String INLINE_POLICY = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
			+ "\"Action\": \"iot:*\", \"Resource\": \"arn:aws:iot:*:*:topic/${device.topic}/${iot:ClientId}\"}]}";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LocalIotCoreAutoConfiguration.class));

	@Test
	void isListedForSpringBoot() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.contains(LocalIotCoreAutoConfiguration.class.getName());
	}

	@Test
	void startsWithoutAnySetting() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LocalIotCore.class);
			LocalIotCore endpoint = context.getBean(LocalIotCore.class);
			LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
			assertThat(access.host()).isEqualTo(endpoint.getHost());
			assertThat(access.port()).isEqualTo(endpoint.getPort()).isPositive();
			assertThat(access.caCertificatePem())
				.isEqualTo(context.getBean(LocalCertificates.class).caCertificatePem());
			assertThat(access.credentials()).isNotNull();
		});
	}

	@Test
	void stopsWithTheContext() {
		Set<String> before = gatewayThreads();
		this.runner.run((context) -> assertThat(gatewayThreads()).isNotEqualTo(before));
		await().untilAsserted(() -> assertThat(before).containsAll(gatewayThreads()));
	}

	/**
	 * Return the threads of gateways, each of which has one. The port of one that has
	 * stopped tells nothing, since others may take it.
	 */
	private static Set<String> gatewayThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.matches("local-iot-core-\\d+-\\d+"))
			.collect(Collectors.toSet());
	}

	@Test
	void canBeDisabled() {
		this.runner.withPropertyValues(PREFIX + "enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(LocalIotCore.class);
			assertThat(context).doesNotHaveBean(LocalIotCoreAccess.class);
			assertThat(context).doesNotHaveBean(LocalIotCoreProperties.class);
		});
	}

	@Test
	void backsOffForAnEndpointOfTheApplication() {
		this.runner.withUserConfiguration(OwnEndpointConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(LocalIotCore.class).hasBean("ownEndpoint");
			assertThat(context).doesNotHaveBean(LocalIotCoreAccess.class);
		});
	}

	@Test
	void twoContextsHaveTwoEndpoints() {
		this.runner.run((first) -> this.runner.run((second) -> {
			LocalIotCoreAccess one = first.getBean(LocalIotCoreAccess.class);
			LocalIotCoreAccess other = second.getBean(LocalIotCoreAccess.class);
			assertThat(one.port()).isNotEqualTo(other.port());
			assertThat(one.caCertificatePem()).isNotEqualTo(other.caCertificatePem());
			assertThat(one.credentials()).isNotEqualTo(other.credentials());
		}));
	}

	@Test
	void writesCaFileAndSaysWhereItListens(@TempDir Path directory, CapturedOutput output) {
		Path caFile = directory.resolve("ca.pem");
		this.runner.withPropertyValues(PREFIX + "ca-file=" + caFile).run((context) -> {
			LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
			assertThat(caFile).content().isEqualTo(access.caCertificatePem());
			assertThat(output.getAll().lines().filter((line) -> line.contains("Local IoT Core listens")))
				.singleElement()
				.asString()
				.contains("INFO", "localhost:" + access.port(), "CA certificate in " + caFile);
		});
	}

	@Test
	void exposesConfiguredCredentials() {
		this.runner
			.withPropertyValues(PREFIX + "authorizers.Mine.users.alice=wonderland", PREFIX + "default-authorizer=Mine")
			.run((context) -> {
				LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
				assertThat(access.credentials()).isEqualTo(new LocalCredentials("Mine", "alice", "wonderland"));
			});
	}

	@Test
	void takenPortIsAnalyzed(@TempDir Path directory) throws IOException {
		Path caFile = directory.resolve("ca.pem");
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			this.runner.withPropertyValues(PREFIX + "port=" + taken.getLocalPort(), PREFIX + "ca-file=" + caFile)
				.run((context) -> {
					FailureAnalysis analysis = analyze(context.getStartupFailure());
					assertThat(analysis.getDescription()).contains("'aws.iot.custom-auth.local.port'",
							"port " + taken.getLocalPort(), "already in use");
					assertThat(analysis.getAction()).contains("set another port");
				});
		}
		assertThat(caFile).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 65_536 })
	void impossiblePortIsAnalyzed(int port) {
		this.runner.withPropertyValues(PREFIX + "port=" + port).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'aws.iot.custom-auth.local.port'", "no port " + port);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.5", "86401", "NaN" })
	void impossibleTimeScaleIsAnalyzed(String timeScale) {
		this.runner.withPropertyValues(PREFIX + "time-scale=" + timeScale).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'aws.iot.custom-auth.local.time-scale'",
					"cannot pass " + Double.valueOf(timeScale) + " times faster");
			assertThat(analysis.getAction()).contains("between 1 and 86400");
		});
	}

	@Test
	void caFileThatCannotBeWrittenIsAnalyzedAndLeavesNothingListening(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("file"), "");
		Set<String> before = gatewayThreads();
		this.runner.withPropertyValues(PREFIX + "ca-file=" + file.resolve("ca.pem")).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'aws.iot.custom-auth.local.ca-file'", "cannot be written");
			assertThat(analysis.getAction()).isNotEmpty();
		});
		await().untilAsserted(() -> assertThat(before).containsAll(gatewayThreads()));
	}

	@Test
	void caFileThatIsADirectoryIsAnalyzed(@TempDir Path directory) {
		this.runner.withPropertyValues(PREFIX + "ca-file=" + directory).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'aws.iot.custom-auth.local.ca-file'",
					"cannot be written to '" + directory + "' (it is a directory)");
			assertThat(analysis.getAction()).startsWith("Name a regular file");
		});
	}

	@Test
	void invalidAuthorizerIsAnalyzedWithoutItsSecrets() {
		this.runner
			.withPropertyValues(PREFIX + "authorizers.A.users.alice=wonderland",
					PREFIX + "authorizers.A.signing-keys.k=-----BEGIN PRIVATE KEY-----secret")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.contains("'aws.iot.custom-auth.local.authorizers.A.signing-keys.k'", "private key");
				assertThat(context.getStartupFailure()).hasStackTraceContaining("private key");
				assertThat(stackTrace(context.getStartupFailure())).doesNotContain("secret", "wonderland");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "prot", "authorizers.a.usres.alice", "authorizers.a.lambda.handel" })
	void unknownPropertyIsNamedWithoutItsValue(String key) {
		this.runner.withPropertyValues(PREFIX + "authorizers.a.users.alice=wonderland", PREFIX + key + "=looking-glass")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'" + PREFIX + key + "'")
					.doesNotContain("looking-glass");
				assertThat(analysis.getAction()).contains("Correct or remove");
				assertThat(stackTrace(context.getStartupFailure())).doesNotContain("looking-glass");
			});
	}

	@Test
	void propertiesOfOthersAreNotItsOwn() {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.locale=de", "aws.iot.custom-auth.client-id=a", "aws.iot.other=1")
			.withSystemProperties(PREFIX + "of-another-version=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ca-file", "default-authorizer", "limits.topic", "authorizers.A.status",
			"authorizers.A.disconnect-after", "authorizers.A.signing-disabled", "authorizers.A.lambda.url", "prot" })
	void emptyValueIsTheSameAsNone(String key) {
		this.runner.withPropertyValues(PREFIX + "authorizers.A.users.alice=wonderland", PREFIX + key + "=")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void everyPropertyIsKnownHoweverItIsWritten() {
		this.runner
			.withPropertyValues(PREFIX + "defaultAuthorizer=A", PREFIX + "time_scale=2",
					PREFIX + "limits.payload=false", PREFIX + "limits.publishRate=false",
					PREFIX + "lifecycleEvents=false", PREFIX + "authorizers.A.users.alice=wonderland",
					PREFIX + "authorizers.A.users[bob.b@example.org]=builder", PREFIX + "authorizers.A.status=active",
					PREFIX + "authorizers.A.disconnectAfter=1h", PREFIX + "authorizers.A.refresh-after=1h",
					PREFIX + "authorizers.A.signing-disabled=true", PREFIX + "authorizers.A.lambda.timeout=1s",
					PREFIX + "authorizers[B_1].lambda.url=http://127.0.0.1:9")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void beanIsTheAuthorizerOfItsName() {
		this.runner
			.withBean("deviceAuthorizer", CustomAuthorizer.class,
					() -> (event) -> AuthorizerResponse.authenticated(event.user()))
			.withPropertyValues(PREFIX + "default-authorizer=deviceAuthorizer")
			.run((context) -> assertThat(authorize(context)).isInstanceOfSatisfying(Granted.class,
					(granted) -> assertThat(granted.principalId()).isEqualTo("alice")));
	}

	@Test
	void variablesOfAnInlinePolicySurviveInProperties() {
		this.runner
			.withPropertyValues(PREFIX + "authorizers.A.users.alice=wonderland", PREFIX + "default-authorizer=A",
					PREFIX + "authorizers.A.policy=" + INLINE_POLICY, "device.topic=room")
			.run(LocalIotCoreAutoConfigurationTests::assertVariables);
	}

	@Test
	void variablesOfAnInlinePolicySurviveInYaml() throws IOException {
		List<PropertySource<?>> yaml = new YamlPropertySourceLoader().load("yaml", new ByteArrayResource("""
				aws.iot.custom-auth.local:
				  default-authorizer: A
				  authorizers.A.users.alice: wonderland
				  authorizers.A.policy: >
				    %s
				device.topic: room
				""".formatted(INLINE_POLICY).getBytes(StandardCharsets.UTF_8)));
		this.runner.withInitializer((context) -> yaml.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run(LocalIotCoreAutoConfigurationTests::assertVariables);
	}

	private static void assertVariables(ApplicationContext context) {
		assertThat(context.getBean(LocalAuthorizers.class)
			.registry()
			.authorize(new ConnectAttempt(5, "c", "alice", "d29uZGVybGFuZA==", null, null)))
			.isInstanceOfSatisfying(Granted.class, (granted) -> {
				assertThat(granted.policies().isAllowed("iot:Publish", "topic/room/c")).isTrue();
				assertThat(granted.policies().isAllowed("iot:Publish", "topic/room/ClientId")).isFalse();
			});
	}

	@Test
	void lambdaClassIsTheAuthorizerOfItsName() {
		this.runner
			.withPropertyValues(PREFIX + "default-authorizer=A",
					PREFIX + "authorizers.A.lambda.handler=" + AliceFunction.class.getName())
			.run((context) -> assertThat(authorize(context)).isInstanceOf(Granted.class));
	}

	@Test
	void everythingButLambdaClassesWorksWithoutTheirInterfaces() {
		ApplicationContextRunner without = this.runner
			.withClassLoader(new FilteredClassLoader("com.amazonaws.services.lambda"))
			.withPropertyValues(PREFIX + "default-authorizer=A");
		without.withPropertyValues(PREFIX + "authorizers.A.users.alice=wonderland")
			.run((context) -> assertThat(authorize(context)).isInstanceOf(Refused.class));
		without.withPropertyValues(PREFIX + "authorizers.A.lambda.url=http://127.0.0.1:9")
			.run((context) -> assertThat(context).hasNotFailed());
		without.withPropertyValues(PREFIX + "authorizers.A.lambda.handler=" + AliceFunction.class.getName())
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains(
						"'aws.iot.custom-auth.local.authorizers.A.lambda.handler'",
						"the class path has no aws-lambda-java-core");
				assertThat(analysis.getAction()).contains("com.amazonaws:aws-lambda-java-core");
			});
	}

	@Test
	void noBeanShowsASecret() {
		this.runner.withPropertyValues(PREFIX + "authorizers.A.users.alice=wonderland").run((context) -> {
			for (String name : context.getBeanDefinitionNames()) {
				assertThat(context.getBean(name).toString()).doesNotContain("wonderland", "PRIVATE");
			}
			LocalAuthorizers authorizers = context.getBean(LocalAuthorizers.class);
			assertThat(authorizers.registry().authorize(new ConnectAttempt(5, "c", "alice", "AAAA", null, null)))
				.isInstanceOf(Refused.class)
				.asString()
				.doesNotContain("wonderland");
		});
	}

	private static ConnectDecision authorize(ApplicationContext context) {
		return context.getBean(LocalAuthorizers.class)
			.registry()
			.authorize(new ConnectAttempt(5, "c", "alice", "AAAA", null, null));
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(),
					SpringFactoriesLoader.FailureHandler.handleMessage((message, ex) -> {
					}))
			.stream()
			.filter(LocalIotCoreConfigurationFailureAnalyzer.class::isInstance)
			.map((analyzer) -> analyzer.analyze(failure))
			.findFirst()
			.orElseThrow();
	}

	private static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpointConfiguration {

		@Bean
		LocalIotCore ownEndpoint() {
			return LocalIotCore.builder().connectAuthorizer((attempt) -> new Refused("no client")).start();
		}

	}

	/**
	 * Lets everybody in as {@code alice}.
	 */
	public static class AliceFunction implements RequestHandler<Map<String, Object>, Map<String, Object>> {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			return Map.of("isAuthenticated", true, "principalId", "alice", "policyDocuments", List.of());
		}

	}

}
