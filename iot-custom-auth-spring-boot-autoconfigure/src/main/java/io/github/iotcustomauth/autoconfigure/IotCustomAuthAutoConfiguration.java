package io.github.iotcustomauth.autoconfigure;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Publish.Outbox;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.handler.RetryingErrorHandler;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the connection to AWS IoT Core.
 */
@AutoConfiguration
@ConditionalOnClass(name = "software.amazon.awssdk.crt.mqtt5.Mqtt5Client")
@ConditionalOnBooleanProperty(name = IotCustomAuthProperties.PREFIX + ".enabled", matchIfMissing = true)
@EnableConfigurationProperties(IotCustomAuthProperties.class)
public final class IotCustomAuthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(IotConnectionDetails.class)
	PropertiesIotConnectionDetails iotConnectionDetails(IotCustomAuthProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesIotConnectionDetails(properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	CustomAuthCredentialsProvider customAuthCredentialsProvider(IotCustomAuthProperties properties,
			IotConnectionDetails details, ResourceLoader resourceLoader, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<AccessTokenSourceFactory> accessTokens) {
		CustomAuthCredentials credentials = details.getCredentials();
		return (credentials != null) ? CustomAuthCredentialsProvider.of(credentials)
				: new PropertiesCredentialsProviderFactory(properties, resourceLoader, sslBundles, accessTokens)
					.create();
	}

	@Bean
	@ConditionalOnMissingBean(MqttTransportFactory.class)
	CrtMqttTransportFactory mqttTransportFactory(IotConnectionDetails details,
			ObjectProvider<CrtClientCustomizer> customizers) {
		requireUsableBundle(details);
		return new CrtMqttTransportFactory(details::getSslBundle, customizers.orderedStream().toList());
	}

	// a bundle that is unknown or permanently unusable fails startup
	private static void requireUsableBundle(IotConnectionDetails details) {
		SslBundle bundle = details.getSslBundle();
		if (bundle != null && details instanceof PropertiesIotConnectionDetails ofProperties) {
			String key = InvalidIotPropertyException.key("ssl.bundle");
			InvalidIotPropertyException.convert(key, ofProperties.getSslBundleName(),
					"Correct the bundle under 'spring.ssl.bundle', or set '%s' to another one.".formatted(key),
					() -> CrtMqttTransportFactory.requireUsable(bundle));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(IotConnection.class)
	static class ConnectionConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ConnectionExecutors iotConnectionExecutors(Environment environment) {
			return new ConnectionExecutors(Threading.VIRTUAL.isActive(environment));
		}

		@Bean
		DefaultIotConnection iotConnection(IotCustomAuthProperties properties, IotConnectionDetails details,
				Environment environment, ObjectProvider<IotConnectionCustomizer> customizers,
				ListableBeanFactory beanFactory, MqttTransportFactory transportFactory, ConnectionExecutors executors,
				ApplicationEventPublisher eventPublisher, ObjectProvider<IotListenerErrorHandler> errorHandler,
				ObjectProvider<PublishStore> publishStore) {
			GeneratedClientId clientId = GeneratedClientId.of(environment.getProperty("spring.application.name"),
					new SecureRandom());
			ConnectionSettings settings = new ConnectionSettingsMapper(properties, details,
					Threading.VIRTUAL.isActive(environment))
				.map(clientId, customizers.orderedStream());
			return new DefaultIotConnection(settings, credentialsProvider(beanFactory), transportFactory, executors,
					new ConnectionEventPublisher(eventPublisher), errorHandler.getIfUnique(RetryingErrorHandler::new),
					publishStore(properties.getPublish().getOutbox(), publishStore));
		}

		private static @Nullable PublishStore publishStore(Outbox outbox, ObjectProvider<PublishStore> store) {
			PublishStore available = store.getIfAvailable();
			if (outbox == Outbox.JDBC && available == null) {
				String key = InvalidIotPropertyException.key("publish.outbox");
				throw new InvalidIotPropertyException(key, "jdbc",
						"There is no database that the application could keep its messages in",
						"Add 'spring-boot-starter-jdbc' and a single or primary DataSource, or set '%s' to 'none'."
							.formatted(key));
			}
			return available;
		}

		// not as a parameter, whose name would choose between several
		private static CustomAuthCredentialsProvider credentialsProvider(ListableBeanFactory beanFactory) {
			try {
				return beanFactory.getBean(CustomAuthCredentialsProvider.class);
			}
			catch (NoUniqueBeanDefinitionException ex) {
				throw new AmbiguousCredentialsProviderException(
						List.of(beanFactory.getBeanNamesForType(CustomAuthCredentialsProvider.class)));
			}
		}

		@Bean
		IotConnectionLifecycle iotConnectionLifecycle(DefaultIotConnection iotConnection,
				IotCustomAuthProperties properties, ObjectProvider<LifecycleProperties> lifecycleProperties) {
			Duration timeout = lifecycleProperties.getIfAvailable(LifecycleProperties::new)
				.getTimeoutPerShutdownPhase();
			return new IotConnectionLifecycle(iotConnection, properties.isFailFast(), timeout);
		}

		@Bean
		SslBundleRenewal iotConnectionSslBundleRenewal(IotCustomAuthProperties properties,
				ObjectProvider<SslBundles> sslBundles, DefaultIotConnection iotConnection) {
			return new SslBundleRenewal(properties.getSsl().getBundle(), sslBundles.getIfAvailable(), iotConnection);
		}

	}

}
