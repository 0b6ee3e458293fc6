package io.github.iotcustomauth.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class IotCustomAuthAutoConfigurationTests {

	private static final String ENDPOINT = "aws.iot.custom-auth.endpoint=a1b2c3-ats.iot.eu-west-1.amazonaws.com";

	private final FakeTransportFactory transports = FakeTransportFactory.accepting();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeTransportFactory.class, () -> this.transports);

	private final ApplicationContextRunner withEndpoint = this.contextRunner.withPropertyValues(ENDPOINT);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void handlersRunOnVirtualThreadsWhereSpringBootIsToldSo(boolean enabled) {
		this.withEndpoint.withPropertyValues("spring.threads.virtual.enabled=" + enabled)
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().virtualThreads())
				.isEqualTo(enabled && Runtime.version().feature() >= 21));
	}

	@Test
	void severalErrorHandlersAreNoReasonNotToStart() {
		this.withEndpoint.withBean("first", IotListenerErrorHandler.class, () -> (failed) -> {
		}).withBean("second", IotListenerErrorHandler.class, () -> (failed) -> {
		}).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void connectsWithTheEndpointAlone() {
		this.withEndpoint.run((context) -> {
			assertThat(context).hasSingleBean(IotConnection.class)
				.hasSingleBean(IotConnectionDetails.class)
				.hasSingleBean(CustomAuthCredentialsProvider.class)
				.hasSingleBean(IotConnectionLifecycle.class)
				.hasBean("iotCustomAuthConnection")
				.hasBean("iotCustomAuthConnectionDetails")
				.hasBean("iotCustomAuthCredentialsProvider");
			IotConnection connection = context.getBean(IotConnection.class);
			Awaitility.await().until(() -> connection.getStatus().isConnected());
		});
		assertThat(this.transports.calls).containsExactly("opened", "closed", "factory closed");
	}

	@Test
	void backsOffWithoutTheNativeClient() {
		this.withEndpoint.withClassLoader(new FilteredClassLoader("software.amazon.awssdk"))
			.run((context) -> assertThat(context).doesNotHaveBean(IotConnection.class)
				.doesNotHaveBean(IotConnectionDetails.class)
				.doesNotHaveBean(CustomAuthCredentialsProvider.class));
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IotConnection.class)
				.doesNotHaveBean(IotConnectionDetails.class)
				.doesNotHaveBean(IotConnectionLifecycle.class)
				.doesNotHaveBean(CustomAuthCredentialsProvider.class)
				.doesNotHaveBean(IotCustomAuthProperties.class));
	}

	@Test
	void backsOffForTheConnectionOfTheApplication() {
		IotConnection connection = mock(IotConnection.class);
		this.contextRunner.withBean(IotConnection.class, () -> connection)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(IotConnection.class)
				.isSameAs(connection)
				.satisfies((bean) -> assertThat(context).doesNotHaveBean(IotConnectionLifecycle.class)));
	}

	@Test
	void asksTheCredentialsProviderOfTheApplication() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().username("from-provider").build();
		this.withEndpoint
			.withBean("mine", CustomAuthCredentialsProvider.class,
					() -> () -> CompletableFuture.completedFuture(credentials))
			.withPropertyValues("aws.iot.custom-auth.username=from-properties")
			.run((context) -> {
				assertThat(context).hasSingleBean(CustomAuthCredentialsProvider.class)
					.doesNotHaveBean("iotCustomAuthCredentialsProvider");
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername()).isEqualTo("from-provider");
			});
	}

	@Test
	void mapsEveryProperty() {
		this.withEndpoint
			.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.port=8443",
					"aws.iot.custom-auth.transport=tls", "aws.iot.custom-auth.credentials-in=connect",
					"aws.iot.custom-auth.client-id=device-7", "aws.iot.custom-auth.keep-alive=90",
					"aws.iot.custom-auth.connect-timeout=11s", "aws.iot.custom-auth.operation-timeout=12s",
					"aws.iot.custom-auth.session.expiry=3600", "aws.iot.custom-auth.will.topic=devices/7/gone",
					"aws.iot.custom-auth.will.payload=bye", "aws.iot.custom-auth.will.qos=0",
					"aws.iot.custom-auth.will.retain=true", "aws.iot.custom-auth.reconnect.min-delay=3s",
					"aws.iot.custom-auth.reconnect.max-delay=4m", "aws.iot.custom-auth.receive-maximum=7",
					"aws.iot.custom-auth.publish.max-pending=8", "aws.iot.custom-auth.publish.max-pending-bytes=1MB",
					"aws.iot.custom-auth.publish.rate=50")
			.run((context) -> {
				ConnectionSettings settings = context.getBean(DefaultIotConnection.class).getSettings();
				assertThat(settings).usingRecursiveComparison()
					.ignoringFields("will")
					.isEqualTo(ConnectionSettings.builder("abc.example", "device-7")
						.port(8443)
						.transport(TransportType.TLS)
						.keepAlive(Duration.ofSeconds(90))
						.connectTimeout(Duration.ofSeconds(11))
						.operationTimeout(Duration.ofSeconds(12))
						.sessionExpiry(Duration.ofHours(1))
						.reconnectDelay(Duration.ofSeconds(3), Duration.ofMinutes(4))
						.receiveMaximum(7)
						.maxPending(8, 1 << 20)
						.publishRate(50)
						.build());
				IotMessage will = settings.will();
				assertThat(will).isNotNull();
				assertThat(will.topic()).isEqualTo("devices/7/gone");
				assertThat(will.text()).isEqualTo("bye");
				assertThat(will.qos()).isEqualTo(Qos.AT_MOST_ONCE);
				assertThat(will.retain()).isTrue();
			});
	}

	@Test
	void rateOfPublishesMayBeUnlimited() {
		this.withEndpoint.withPropertyValues("aws.iot.custom-auth.publish.rate=unlimited")
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().publishRate())
				.isZero());
	}

	@Test
	void rateOfTheConnectionDetailsWins() {
		IotConnectionDetails details = new IotConnectionDetails() {

			@Override
			public String getEndpoint() {
				return "localhost";
			}

			@Override
			public Integer getPublishRate() {
				return 7;
			}

		};
		this.withEndpoint.withBean(IotConnectionDetails.class, () -> details)
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().publishRate())
				.isEqualTo(7));
	}

	@Test
	void mapsTheDefaults() {
		this.withEndpoint.withPropertyValues("aws.iot.custom-auth.client-id=device-7").run((context) -> {
			ConnectionSettings settings = context.getBean(DefaultIotConnection.class).getSettings();
			assertThat(settings)
				.isEqualTo(ConnectionSettings.builder("a1b2c3-ats.iot.eu-west-1.amazonaws.com", "device-7").build());
		});
	}

	@Test
	void mapsTheCredentials() {
		this.withEndpoint
			.withPropertyValues("aws.iot.custom-auth.authorizer-name=DeviceAuthorizer",
					"aws.iot.custom-auth.username=gateway-7", "aws.iot.custom-auth.password=pässword",
					"aws.iot.custom-auth.token-key-name=tokenKey", "aws.iot.custom-auth.token-value=tok",
					"aws.iot.custom-auth.token-signature=c2ln", "aws.iot.custom-auth.parameters.site=north")
			.run((context) -> {
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername())
					.isEqualTo("gateway-7?x-amz-customauthorizer-name=DeviceAuthorizer&tokenKey=tok"
							+ "&x-amz-customauthorizer-signature=c2ln&site=north");
				assertThat(this.transports.credentials.get(0).getPassword())
					.isEqualTo("pässword".getBytes(StandardCharsets.UTF_8));
			});
	}

	@Test
	void takesEmptyValuesForNone() {
		this.withEndpoint
			.withPropertyValues("aws.iot.custom-auth.authorizer-name=", "aws.iot.custom-auth.username=",
					"aws.iot.custom-auth.password=", "aws.iot.custom-auth.token-key-name=",
					"aws.iot.custom-auth.token-value=", "aws.iot.custom-auth.token-signature=",
					"aws.iot.custom-auth.client-id=", "aws.iot.custom-auth.ssl.bundle=",
					"aws.iot.custom-auth.will.topic=", "aws.iot.custom-auth.will.payload=")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(IotConnection.class).getClientId()).startsWith("iot-");
				assertThat(context.getBean(DefaultIotConnection.class).getSettings().will()).isNull();
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername()).isNull();
				assertThat(this.transports.credentials.get(0).getPassword()).isNull();
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void twoCredentialsProvidersAreOneTooMany(boolean primary) {
		this.withEndpoint
			.withBean("credentialsProvider", CustomAuthCredentialsProvider.class, () -> providerOf("first"),
					(definition) -> definition.setPrimary(primary))
			.withBean("second", CustomAuthCredentialsProvider.class, () -> providerOf("second"),
					(definition) -> definition.setPrimary(primary))
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new AmbiguousCredentialsProviderFailureAnalyzer()
					.analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("CustomAuthCredentialsProvider")
					.contains("- credentialsProvider\n")
					.endsWith("- second");
				assertThat(analysis.getAction()).contains("@Primary");
			});
	}

	@Test
	void primaryCredentialsProviderIsAsked() {
		this.withEndpoint.withBean("first", CustomAuthCredentialsProvider.class, () -> providerOf("first"))
			.withBean("second", CustomAuthCredentialsProvider.class, () -> providerOf("second"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername()).isEqualTo("second");
			});
	}

	private static CustomAuthCredentialsProvider providerOf(String username) {
		return CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().username(username).build());
	}

	@Test
	void carriesCredentialsWhereAsked() {
		this.withEndpoint
			.withPropertyValues("aws.iot.custom-auth.credentials-in=headers",
					"aws.iot.custom-auth.authorizer-name=DeviceAuthorizer")
			.run((context) -> {
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getHeaders()).containsEntry("x-amz-customauthorizer-name",
						"DeviceAuthorizer");
				assertThat(this.transports.attempts.get(0).credentialsLocation())
					.isEqualTo(CredentialsLocation.HEADERS);
			});
	}

	@Test
	void generatesTheClientIdOnceForAContext() {
		this.withEndpoint.withPropertyValues("spring.application.name=thermostat").run((context) -> {
			String clientId = context.getBean(IotConnection.class).getClientId();
			assertThat(clientId).matches("thermostat-[a-z0-9]{10}");
			this.withEndpoint.withPropertyValues("spring.application.name=thermostat")
				.run((other) -> assertThat(other.getBean(IotConnection.class).getClientId()).isNotEqualTo(clientId));
		});
	}

	@Test
	void prefersConnectionDetailsToProperties() {
		SslBundle bundle = mock(SslBundle.class);
		this.withEndpoint.withBean(IotConnectionDetails.class, () -> new TestConnectionDetails(bundle))
			.withPropertyValues("aws.iot.custom-auth.port=1", "aws.iot.custom-auth.username=from-properties")
			.run((context) -> {
				assertThat(context).hasSingleBean(IotConnectionDetails.class)
					.doesNotHaveBean(PropertiesIotConnectionDetails.class);
				ConnectionSettings settings = context.getBean(DefaultIotConnection.class).getSettings();
				assertThat(settings.endpoint()).isEqualTo("from-details");
				assertThat(settings.port()).isEqualTo(4711);
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername()).isEqualTo("from-details");
			});
	}

	@Test
	void connectionDetailsWithTheEndpointAloneLeaveTheRestToTheProperties() {
		this.contextRunner.withBean(IotConnectionDetails.class, () -> () -> "from-details")
			.withPropertyValues("aws.iot.custom-auth.username=from-properties")
			.run((context) -> {
				ConnectionSettings settings = context.getBean(DefaultIotConnection.class).getSettings();
				assertThat(settings.endpoint()).isEqualTo("from-details");
				assertThat(settings.port()).isEqualTo(443);
				Awaitility.await().until(() -> !this.transports.credentials.isEmpty());
				assertThat(this.transports.credentials.get(0).getUsername()).isEqualTo("from-properties");
			});
	}

	@Test
	void customizersHaveTheLastWordInTheirOrder() {
		this.withEndpoint.withUserConfiguration(CustomizerConfiguration.class)
			.withPropertyValues("aws.iot.custom-auth.client-id=from-properties")
			.run((context) -> assertThat(context.getBean(IotConnection.class).getClientId()).isEqualTo("second"));
	}

	@Test
	void sessionIsKeptForAMinuteEvenWithAGeneratedClientId() {
		this.withEndpoint
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().sessionExpiry())
				.hasSeconds(60));
		this.withEndpoint.withPropertyValues("aws.iot.custom-auth.session.expiry=0")
			.run((context) -> assertThat(context.getBean(DefaultIotConnection.class).getSettings().sessionExpiry())
				.isZero());
	}

	@Test
	void customizerMayGiveTheClientIdThatASessionNeeds() {
		this.withEndpoint.withUserConfiguration(CustomizerConfiguration.class)
			.withPropertyValues("aws.iot.custom-auth.session.expiry=1h")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void connectsThroughTheNativeClient() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class))
			.withPropertyValues("aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.port=1")
			.run((context) -> assertThat(context).hasSingleBean(CrtMqttTransportFactory.class)
				.getBean(MqttTransportFactory.class)
				.isInstanceOf(CrtMqttTransportFactory.class));
	}

	@Test
	void nativeClientTakesBundleAndCustomizersInTheirOrder() {
		SslBundle bundle = mock(SslBundle.class);
		CrtClientCustomizer first = (options, connect) -> {
		};
		CrtClientCustomizer second = (options, connect) -> {
		};
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class))
			.withBean(IotConnectionDetails.class, () -> new TestConnectionDetails(bundle))
			.withBean(IotConnection.class, () -> mock(IotConnection.class))
			.withBean("second", CrtClientCustomizer.class, () -> second)
			.withBean("first", CrtClientCustomizer.class, () -> first,
					(definition) -> definition.setAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE, 1))
			.run((context) -> assertThat(context.getBean(CrtMqttTransportFactory.class))
				.hasFieldOrPropertyWithValue("customizers", List.of(first, second))
				.extracting("sslBundle")
				.satisfies((supplier) -> assertThat(((Supplier<?>) supplier).get()).isSameAs(bundle)));
	}

	@Test
	void usesTheTransportFactoryOfTheApplication() {
		this.withEndpoint.run((context) -> assertThat(context).hasSingleBean(MqttTransportFactory.class)
			.getBean(MqttTransportFactory.class)
			.isSameAs(this.transports));
	}

	@Test
	void publishesConnectionEvents(CapturedOutput output) {
		this.withEndpoint.withUserConfiguration(EventConfiguration.class).run((context) -> {
			List<Object> events = context.getBean(EventConfiguration.class).events;
			Awaitility.await().until(() -> !events.isEmpty());
			context.stop();
			assertThat(events).hasExactlyElementsOfTypes(ConnectedEvent.class, DisconnectedEvent.class);
			assertThat(output).contains("A listener failed to handle ConnectedEvent[")
				.contains("the listener's own fault");
		});
	}

	@Test
	void propertiesDoNotGiveAwaySecrets() {
		this.withEndpoint
			.withPropertyValues("aws.iot.custom-auth.username=s3cr3t-user", "aws.iot.custom-auth.password=s3cr3t",
					"aws.iot.custom-auth.token-key-name=k", "aws.iot.custom-auth.token-value=s3cr3t",
					"aws.iot.custom-auth.token-signature=s3cr3t", "aws.iot.custom-auth.parameters.p=s3cr3t",
					"aws.iot.custom-auth.will.topic=t", "aws.iot.custom-auth.will.payload=s3cr3t")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (String name : context.getBeanDefinitionNames()) {
					assertThat(context.getBean(name).toString()).doesNotContain("s3cr3t");
				}
				assertThat(context.getBean(DefaultIotConnection.class).getSettings().toString())
					.doesNotContain("s3cr3t");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		@Order(2)
		IotConnectionCustomizer second() {
			return (settings) -> settings.clientId("second");
		}

		@Bean
		@Order(1)
		IotConnectionCustomizer first() {
			return (settings) -> settings.clientId("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EventConfiguration {

		final List<Object> events = new CopyOnWriteArrayList<>();

		@EventListener({ ConnectedEvent.class, DisconnectedEvent.class })
		@Order(1)
		void onEvent(Object event) {
			this.events.add(event);
		}

		@EventListener
		@Order(2)
		void fail(ConnectedEvent event) {
			throw new IllegalStateException("the listener's own fault");
		}

	}

	private record TestConnectionDetails(SslBundle bundle) implements IotConnectionDetails {

		@Override
		public String getEndpoint() {
			return "from-details";
		}

		@Override
		public int getPort() {
			return 4711;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.bundle;
		}

		@Override
		public @Nullable CustomAuthCredentials getCredentials() {
			return CustomAuthCredentials.builder().username("from-details").build();
		}

	}

}
