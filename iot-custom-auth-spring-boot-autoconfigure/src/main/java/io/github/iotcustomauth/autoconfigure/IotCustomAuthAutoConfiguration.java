package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.metering.Metering;
import io.github.iotcustomauth.internal.oauth2.OAuth2AccessTokenConfiguration;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
import org.springframework.context.annotation.Conditional;
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
	@Lazy
	@ConditionalOnMissingBean
	ConnectionExecutors iotCustomAuthExecutors(Environment environment) {
		return new ConnectionExecutors(Threading.VIRTUAL.isActive(environment));
	}

	@Bean
	OwnedConnections iotCustomAuthOwnedConnections() {
		return new OwnedConnections();
	}

	@Bean
	@Lazy
	ConnectionAssembly iotCustomAuthConnectionAssembly(Environment environment, ConnectionExecutors executors,
			ApplicationEventPublisher eventPublisher, ObjectProvider<PublishStore> stores, OwnedConnections owned,
			ObjectProvider<Metering> metering) {
		return new ConnectionAssembly(environment, executors, eventPublisher, stores, owned,
				metering.getIfAvailable(Metering::none));
	}

	private static IotConnectionLifecycle lifecycle(OwnedConnections owned, Runnable beforeStart,
			Predicate<String> failFast, ObjectProvider<LifecycleProperties> properties) {
		return new IotConnectionLifecycle(owned, beforeStart, failFast, phaseTimeout(properties));
	}

	private static Duration phaseTimeout(ObjectProvider<LifecycleProperties> properties) {
		return properties.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNamedConnections.Not.class)
	static class DetailsConfiguration {

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
				IotCustomAuthProperties properties, ObjectProvider<CrtClientCustomizer> customizers) {
			return new CrtMqttTransportFactory(details::getSslBundle, customizers.orderedStream().toList(),
					properties.getNativeLogging().getLevel());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNamedConnections.Not.class)
	@ConditionalOnMissingBean(IotConnection.class)
	static class ConnectionConfiguration {

		private static final String CONNECTION = "iotCustomAuthConnection";

		@Bean
		ApplicationBeans iotCustomAuthApplicationBeans(ListableBeanFactory beanFactory,
				ObjectProvider<IotListenerErrorHandler> errorHandler, ObjectProvider<IotConnection> connection) {
			return new ApplicationBeans(() -> ApplicationBeans.credentialsProvider(beanFactory),
					() -> errorHandler.getIfUnique(IotListenerErrorHandler::retrying), connection::getObject);
		}

		@Bean(CONNECTION)
		@Proxyable(ProxyType.INTERFACES)
		IotConnection iotCustomAuthConnection(ConnectionAssembly assembly, IotCustomAuthProperties properties,
				IotConnectionDetails details, ObjectProvider<IotConnectionCustomizer> customizers,
				ApplicationBeans applicationBeans, MqttTransportFactory transportFactory) {
			ConnectionAssembly.requireUsableSslBundle(details);
			return assembly.create(new ConnectionTemplate(ConnectionSettings.DEFAULT_NAME, properties, details,
					customizers.orderedStream().toList(), applicationBeans, transportFactory));
		}

		@Bean
		@DependsOn(CONNECTION)
		@ConditionalOnBean(PublishStore.class)
		@ConditionalOnMissingBean
		IotOutbox iotCustomAuthOutbox(ConnectionAssembly assembly) {
			return assembly.outbox(ConnectionSettings.DEFAULT_NAME);
		}

		@Bean
		@DependsOn(CONNECTION)
		IotConnectionLifecycle iotCustomAuthConnectionLifecycle(OwnedConnections owned,
				ApplicationBeans applicationBeans, IotCustomAuthProperties properties,
				ObjectProvider<LifecycleProperties> lifecycleProperties) {
			return lifecycle(owned, applicationBeans::lookUp, (name) -> properties.isFailFast(), lifecycleProperties);
		}

		@Bean
		@DependsOn(CONNECTION)
		@Proxyable(ProxyType.INTERFACES)
		@ConditionalOnMissingBean(IotConnectionFactory.class)
		DefaultIotConnectionFactory iotCustomAuthConnectionFactory(ConnectionAssembly assembly,
				ObjectProvider<LifecycleProperties> lifecycleProperties) {
			return new DefaultIotConnectionFactory(assembly, ConnectionSettings.DEFAULT_NAME,
					phaseTimeout(lifecycleProperties));
		}

		// nothing would ask for it in an application with lazy beans
		@Bean
		@Lazy(false)
		@DependsOn(CONNECTION)
		SslBundleRenewal iotCustomAuthSslBundleRenewal(IotCustomAuthProperties properties,
				ObjectProvider<SslBundles> sslBundles, OwnedConnections owned) {
			return new SslBundleRenewal(properties.getSsl().getBundle(), sslBundles.getIfAvailable(),
					() -> owned.find(ConnectionSettings.DEFAULT_NAME));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNamedConnections.class)
	@Import(NamedConnectionsRegistrar.class)
	static class NamedConnectionsConfiguration {

		@Bean(NamedConnections.BEAN_NAME)
		NamedConnections iotCustomAuthConnections(Environment environment, ConnectionAssembly assembly,
				ConfigurableListableBeanFactory beanFactory, ResourceLoader resourceLoader) {
			return new NamedConnections(ConnectionProperties.of(environment), assembly, beanFactory, resourceLoader);
		}

		// with the connections, which are stopped before they are destroyed
		@Bean
		IotConnectionLifecycle iotCustomAuthConnectionLifecycle(OwnedConnections owned, NamedConnections named,
				@Nullable Map<String, IotConnection> connections,
				ObjectProvider<LifecycleProperties> lifecycleProperties) {
			return lifecycle(owned, named::lookUp, named::isFailFast, lifecycleProperties);
		}

		@Bean
		@Proxyable(ProxyType.INTERFACES)
		@ConditionalOnMissingBean(IotConnectionFactory.class)
		DefaultIotConnectionFactory iotCustomAuthConnectionFactory(ConnectionAssembly assembly, NamedConnections named,
				@Nullable Map<String, IotConnection> connections,
				ObjectProvider<LifecycleProperties> lifecycleProperties) {
			return new DefaultIotConnectionFactory(assembly, named.primary(), phaseTimeout(lifecycleProperties));
		}

		@Bean
		@Lazy(false)
		SmartInitializingSingleton iotCustomAuthSslBundleRenewals(NamedConnections named) {
			return () -> named.renewals().forEach(SslBundleRenewal::afterSingletonsInstantiated);
		}

	}

}
