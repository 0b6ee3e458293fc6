package io.github.iotcustomauth.autoconfigure.modulith;

import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.core.Ordered;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.core.ConditionalEventListener;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for events that Spring Modulith
 * externalizes. Comes last and backs off when the events have another destination, such
 * as Kafka, because they would go to both.
 */
@AutoConfiguration(after = IotMessagingAutoConfiguration.class,
		afterName = "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(ConditionalEventListener.class)
@ConditionalOnBooleanProperty(name = "spring.modulith.events.externalization.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "spring.modulith.events.externalization.mode", havingValue = "module-listener",
		matchIfMissing = true)
@ConditionalOnBean(EventExternalizationConfiguration.class)
@ConditionalOnSingleCandidate(IotClient.class)
@ConditionalOnMissingBean(ConditionalEventListener.class)
public final class ModulithEventsAutoConfiguration {

	@Bean
	@Proxyable(ProxyType.TARGET_CLASS)
	IotEventExternalizer iotCustomAuthEventExternalizer(EventExternalizationConfiguration configuration,
			IotClient client, BeanFactory beanFactory) {
		return new IotEventExternalizer(configuration, client, beanFactory);
	}

}
