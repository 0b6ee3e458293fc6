package io.github.iotcustomauth.local.autoconfigure;

import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of a {@linkplain LocalIotCore local AWS IoT Core endpoint} that
 * lives as long as the application. A {@link CustomAuthorizer} bean is the authorizer of
 * its name. Backs off for a {@link LocalIotCore} bean of the application.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(prefix = LocalIotCoreProperties.PREFIX, name = "enabled", matchIfMissing = true)
public final class LocalIotCoreAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(LocalIotCore.class)
	@EnableConfigurationProperties(LocalIotCoreProperties.class)
	static class EndpointConfiguration {

		@Bean
		LocalCertificates localIotCoreCertificates() {
			return LocalCertificates.generate();
		}

		@Bean
		LocalAuthorizers localIotCoreAuthorizers(LocalIotCoreProperties properties, ListableBeanFactory beanFactory,
				ResourceLoader resourceLoader, ConfigurableEnvironment environment) {
			PolicyVariables.restore(properties, KnownPropertiesBindHandler.bind(PolicyVariables.binder(environment)));
			return new LocalAuthorizersFactory(properties, beanFactory.getBeansOfType(CustomAuthorizer.class),
					ApplicationResourceLoader.get(resourceLoader, true))
				.create();
		}

		@Bean
		LocalIotCore localIotCore(LocalIotCoreProperties properties, LocalCertificates certificates,
				LocalAuthorizers authorizers) {
			return new LocalIotCoreFactory(properties, certificates, authorizers, Set.of()).start();
		}

		@Bean
		LocalIotCoreAccess localIotCoreAccess(LocalIotCore endpoint, LocalCertificates certificates,
				LocalAuthorizers authorizers, LocalIotCoreProperties properties) {
			return new LocalIotCoreAccess(endpoint.getHost(), endpoint.getPort(), certificates.caCertificatePem(),
					authorizers.credentials(), authorizers.needCertificate(),
					!properties.disabledLimits(Set.of()).contains(Limit.PUBLISH_RATE));
		}

	}

}
