package io.github.iotcustomauth.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What users write, and the sentences that they get: {@code configuration-cases.txt}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationCasesTests {

	@TempDir
	static Path keys;

	static List<ConfigurationCase> cases() {
		return ConfigurationCase.all();
	}

	@BeforeAll
	static void writeKeys() throws Exception {
		ConfigurationKeys.write(keys);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void answers(ConfigurationCase configuration, @TempDir Path directory, CapturedOutput output) throws Exception {
		String[] arguments = configuration.arguments(directory, keys);
		if (configuration.starts()) {
			try (ConfigurableApplicationContext context = application(configuration).run(arguments)) {
				String settings = context.getBean(OwnedConnections.class).only().get(0).getSettings().toString();
				await().untilAsserted(() -> assertThat(output + settings).contains(configuration.sentences()));
			}
		}
		else {
			assertThatException().isThrownBy(() -> application(configuration).run(arguments).close());
			assertThat(output).contains(configuration.sentences());
			assertThat(output.toString().contains("APPLICATION FAILED TO START"))
				.isEqualTo(!configuration.has("broken-yaml"));
		}
		configuration.absent().forEach((text) -> assertThat(output).doesNotContain(text));
	}

	private static SpringApplicationBuilder application(ConfigurationCase configuration) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.environment(new CaseEnvironment(configuration));
		if (configuration.has("refusing-server")) {
			return builder.sources(RefusingServer.class);
		}
		builder.sources(AcceptingServer.class);
		if (configuration.has("two-providers")) {
			builder.sources(TwoProviders.class);
		}
		if (configuration.has("two-details")) {
			builder.sources(TwoDetails.class);
		}
		if (configuration.has("client")) {
			builder.sources(WithClient.class);
		}
		if (configuration.has("outbox")) {
			builder.sources(WithOutbox.class);
		}
		if (configuration.has("local-properties")) {
			builder.sources(LocalProperties.class);
		}
		if (configuration.has("local-endpoint")) {
			builder.sources(LocalEndpoint.class);
		}
		if (configuration.has("listener")) {
			builder.sources(WithListener.class);
		}
		return builder;
	}

	private static final class CaseEnvironment extends StandardEnvironment {

		private CaseEnvironment(ConfigurationCase configuration) {
			getPropertySources().replace(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, configuration.variables()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotCustomAuthAutoConfiguration.class, IotMessagingAutoConfiguration.class,
			SslAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class AcceptingServer {

		@Bean
		FakeTransportFactory transportFactory() {
			return FakeTransportFactory.accepting();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RefusingServer {

		@Bean
		FakeTransportFactory transportFactory() {
			return FakeTransportFactory.refusing();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoProviders {

		@Bean
		CustomAuthCredentialsProvider one() {
			return CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().build());
		}

		@Bean
		CustomAuthCredentialsProvider two() {
			return one();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDetails {

		@Bean
		IotConnectionDetails oneDetails() {
			return () -> "localhost";
		}

		@Bean
		IotConnectionDetails twoDetails() {
			return () -> "localhost";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithClient {

		@Bean
		String usesClient(IotClient client, IotConnection connection) {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithOutbox {

		@Bean
		String usesOutbox(IotOutbox outbox) {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LocalProperties {

		@Bean
		static PropertySourcesPlaceholderConfigurer localPropertiesConfigurer() {
			Properties properties = new Properties();
			properties.setProperty("LOCAL_ONLY", "local-7");
			PropertySourcesPlaceholderConfigurer configurer = new PropertySourcesPlaceholderConfigurer();
			configurer.setProperties(properties);
			return configurer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LocalIotCoreAutoConfiguration.class)
	static class LocalEndpoint {

	}

	@Configuration(proxyBeanMethods = false)
	static class WithListener {

		@Bean
		UnusableListener unusableListener() {
			return new UnusableListener();
		}

	}

	static class UnusableListener {

		@IotListener(topics = "${topic}", errorHandler = "${handler:}")
		void listen(String payload) {
		}

	}

}
