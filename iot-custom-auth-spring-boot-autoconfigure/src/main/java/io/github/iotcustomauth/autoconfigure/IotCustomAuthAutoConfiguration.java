package io.github.iotcustomauth.autoconfigure;

import java.security.SecureRandom;
import java.time.Duration;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnection;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.oauth2.OAuth2AccessTokenConfiguration;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.SuppliedIotOutbox;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the connection to AWS IoT Core.
 */
@AutoConfiguration
@ConditionalOnClass(name = "software.amazon.awssdk.crt.mqtt5.Mqtt5Client")
@ConditionalOnBooleanProperty(name = IotCustomAuthProperties.PREFIX + ".enabled", matchIfMissing = true)
@EnableConfigurationProperties(IotCustomAuthProperties.class)
@Import(OAuth2AccessTokenConfiguration.class)
public final class IotCustomAuthAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ConfigurationPropertiesBindHandlerAdvisor iotCustomAuthBindHandlerAdvisor(Environment environment) {
		return (handler) -> new ConfigurationBindHandler(handler, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	IotConnectionDetails iotCustomAuthConnectionDetails(IotCustomAuthProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesIotConnectionDetails(properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	CustomAuthCredentialsProvider iotCustomAuthCredentialsProvider(IotCustomAuthProperties properties,
			IotConnectionDetails details, ResourceLoader resourceLoader, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<AccessTokenSourceFactory> accessTokens) {
		CustomAuthCredentials credentials = details.getCredentials();
		return (credentials != null) ? CustomAuthCredentialsProvider.of(credentials)
				: new PropertiesCredentialsProviderFactory(properties, resourceLoader, sslBundles, accessTokens)
					.create();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(MqttTransportFactory.class)
	CrtMqttTransportFactory iotCustomAuthTransportFactory(IotConnectionDetails details,
			ObjectProvider<CrtClientCustomizer> customizers) {
		return new CrtMqttTransportFactory(details::getSslBundle, customizers.orderedStream().toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(IotConnection.class)
	static class ConnectionConfiguration {

		private static final String CONNECTION = "iotCustomAuthConnection";

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ConnectionExecutors iotCustomAuthExecutors(Environment environment) {
			return new ConnectionExecutors(Threading.VIRTUAL.isActive(environment));
		}

		@Bean
		OwnedConnection iotCustomAuthOwnedConnection() {
			return new OwnedConnection();
		}

		@Bean
		ApplicationBeans iotCustomAuthApplicationBeans(ListableBeanFactory beanFactory,
				ObjectProvider<IotListenerErrorHandler> errorHandler, ObjectProvider<IotConnection> connection) {
			return new ApplicationBeans(beanFactory, errorHandler, connection);
		}

		@Bean(CONNECTION)
		@Proxyable(ProxyType.INTERFACES)
		IotConnection iotCustomAuthConnection(IotCustomAuthProperties properties, IotConnectionDetails details,
				Environment environment, ObjectProvider<IotConnectionCustomizer> customizers,
				ApplicationBeans applicationBeans, MqttTransportFactory transportFactory, ConnectionExecutors executors,
				ApplicationEventPublisher eventPublisher, ObjectProvider<PublishStore> publishStore,
				OwnedConnection owned) {
			GeneratedClientId clientId = GeneratedClientId.of(environment.getProperty("spring.application.name"),
					new SecureRandom());
			ConnectionSettings settings = new ConnectionSettingsMapper(properties, details,
					Threading.VIRTUAL.isActive(environment))
				.map(clientId, customizers.orderedStream());
			if (details instanceof PropertiesIotConnectionDetails ofProperties) {
				ofProperties.requireUsableSslBundle();
			}
			return owned.own(new DefaultIotConnection(settings, applicationBeans.credentialsProvider(),
					transportFactory, executors, new ConnectionEventPublisher(eventPublisher),
					applicationBeans.errorHandler(), publishStore(properties.getPublish().getOutbox(), publishStore)));
		}

		private static @Nullable PublishStore publishStore(IotCustomAuthProperties.Publish.Outbox outbox,
				ObjectProvider<PublishStore> store) {
			PublishStore available = store.getIfAvailable();
			if (outbox == IotCustomAuthProperties.Publish.Outbox.JDBC && available == null) {
				String key = InvalidIotPropertyException.key("publish.outbox");
				throw new InvalidIotPropertyException(key, "jdbc",
						"There is no database that the application could keep its messages in",
						"Add 'spring-boot-starter-jdbc' and a single or primary DataSource, or set '%s' to 'none'."
							.formatted(key));
			}
			return available;
		}

		@Bean
		@DependsOn(CONNECTION)
		@ConditionalOnBean(PublishStore.class)
		@ConditionalOnMissingBean
		IotOutbox iotCustomAuthOutbox(OwnedConnection owned) {
			return new SuppliedIotOutbox(() -> owned.get()
				.map(DefaultIotConnection::getOutbox)
				.map(Outbox::administration)
				.orElseThrow(() -> new IllegalStateException("The connection was replaced by the application")));
		}

		@Bean
		@DependsOn(CONNECTION)
		IotConnectionLifecycle iotCustomAuthConnectionLifecycle(OwnedConnection owned,
				ApplicationBeans applicationBeans, IotCustomAuthProperties properties,
				ObjectProvider<LifecycleProperties> lifecycleProperties) {
			Duration timeout = lifecycleProperties.getIfAvailable(LifecycleProperties::new)
				.getTimeoutPerShutdownPhase();
			return new IotConnectionLifecycle(owned, applicationBeans::lookUp, properties.isFailFast(), timeout);
		}

		// nothing would ask for it in an application with lazy beans
		@Bean
		@Lazy(false)
		@DependsOn(CONNECTION)
		SslBundleRenewal iotCustomAuthSslBundleRenewal(IotCustomAuthProperties properties,
				ObjectProvider<SslBundles> sslBundles, OwnedConnection owned) {
			return new SslBundleRenewal(properties.getSsl().getBundle(), sslBundles.getIfAvailable(), owned);
		}

	}

}
