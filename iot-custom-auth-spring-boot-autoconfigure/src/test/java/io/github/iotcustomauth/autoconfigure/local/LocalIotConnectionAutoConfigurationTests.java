package io.github.iotcustomauth.autoconfigure.local;

import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.IotConnectionDetails;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class LocalIotConnectionAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class,
				LocalIotConnectionAutoConfiguration.class, LocalIotCoreAutoConfiguration.class));

	@Test
	void contributesTheWayToTheLocalEndpoint() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(IotConnectionDetails.class);
			IotConnectionDetails details = context.getBean(IotConnectionDetails.class);
			assertThat(details.getEndpoint()).isEqualTo("localhost");
			assertThat(details.getPort()).isEqualTo(context.getBean(LocalIotCore.class).getPort());
			SslBundle bundle = details.getSslBundle();
			assertThat(bundle).isNotNull().isSameAs(details.getSslBundle());
			KeyStore trust = bundle.getStores().getTrustStore();
			assertThat(trust).isNotNull();
			assertThat(trust.size()).isEqualTo(1);
			CustomAuthCredentials credentials = details.getCredentials();
			assertThat(credentials).isNotNull();
			assertThat(credentials.getUsername()).isNotEmpty();
			assertThat(credentials.getPassword()).isNotEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "true, 100", "false, 0" })
	void rateOfPublishesIsThatOfTheLocalEndpoint(boolean limit, int rate) {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.local.limits.publish-rate=" + limit)
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().publishRate())
				.isEqualTo(rate));
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "tls" })
	void connectsWithoutAnySetting(String transport) {
		this.contextRunner
			.withPropertyValues("aws.iot.custom-auth.fail-fast=true", "aws.iot.custom-auth.transport=" + transport)
			.run((context) -> {
				IotConnection connection = context.getBean(IotConnection.class);
				assertThat(connection.getStatus().isConnected()).isTrue();
				assertThat(context.getBean(LocalIotCore.class).getConnectedClients())
					.containsExactly(connection.getClientId());
				TopicFilter own = TopicFilter.of(connection.getClientId() + "/#");
				connection.subscribe(own, Qos.AT_LEAST_ONCE, (message) -> {
				}).getGranted().get(10, TimeUnit.SECONDS);
				connection.publish(IotMessage.of(connection.getClientId() + "/hello", "world"))
					.get(10, TimeUnit.SECONDS);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorizer-name=Mine", "username=me", "password=mine", "password-file=mine",
			"token-key-name=key", "token-file=mine", "token-signing.private-key=mine", "token-signing.bundle=mine",
			"oauth2.registration=mine", "parameters.site=north" })
	void leavesCredentialsOfTheApplicationAlone(String property) {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth." + property)
			.withBean("unused", IotConnection.class, () -> mock(IotConnection.class))
			.withBean(CustomAuthCredentialsProvider.class,
					() -> CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().build()))
			.run((context) -> assertThat(context.getBean(IotConnectionDetails.class).getCredentials()).isNull());
	}

	@Test
	void offersNoCredentialsWhereTheEndpointHasNone() {
		this.contextRunner
			.withPropertyValues("aws.iot.custom-auth.local.authorizers.one.users.a=1",
					"aws.iot.custom-auth.local.authorizers.one.users.b=2")
			.withBean("unused", IotConnection.class, () -> mock(IotConnection.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void backsOffForTheDetailsOfTheApplication() {
		this.contextRunner.withBean("mine", IotConnectionDetails.class, () -> () -> "mine.example")
			.run((context) -> assertThat(context).hasSingleBean(IotConnectionDetails.class)
				.doesNotHaveBean(LocalIotConnectionDetails.class));
	}

	@Test
	void backsOffWhenTheLocalEndpointIsDisabled() {
		this.contextRunner
			.withPropertyValues("aws.iot.custom-auth.local.enabled=false", "aws.iot.custom-auth.endpoint=abc.example")
			.run((context) -> assertThat(context).doesNotHaveBean(LocalIotConnectionDetails.class)
				.getBean(IotConnectionDetails.class)
				.returns("abc.example", IotConnectionDetails::getEndpoint));
	}

	@Test
	void backsOffWhenTheConnectionIsDisabled() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(LocalIotCore.class)
				.doesNotHaveBean(IotConnectionDetails.class));
	}

	@Test
	void backsOffWithoutTheLocalModule() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withClassLoader(new FilteredClassLoader("io.github.iotcustomauth.local"))
			.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("localIotConnectionDetails"));
	}

	@Test
	void warnsWhenAnEndpointIsNotUsed(CapturedOutput output) {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example")
			.run((context) -> assertThat(context.getBean(IotConnectionDetails.class).getEndpoint())
				.isEqualTo("localhost"));
		assertThat(output).contains("instead of the one in 'aws.iot.custom-auth.endpoint'");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotCustomAuthAutoConfiguration.class, LocalIotConnectionAutoConfiguration.class })
	static class ImportingConfiguration {

	}

}
