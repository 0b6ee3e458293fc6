package io.github.iotcustomauth.autoconfigure.observation;

import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.internal.observation.MicrometerObservations;
import io.github.iotcustomauth.observation.IotListenerObservationConvention;
import io.github.iotcustomauth.observation.IotTemplateObservationConvention;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the observation of messages that
 * are sent and handled.
 */
@AutoConfiguration(before = IotMessagingAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "aws.iot.custom-auth.enabled", matchIfMissing = true)
@ConditionalOnBean(ObservationRegistry.class)
public final class IotObservationAutoConfiguration {

	@Bean
	MicrometerObservations iotCustomAuthObservations(ObservationRegistry registry,
			ObjectProvider<IotTemplateObservationConvention> templateConvention,
			ObjectProvider<IotListenerObservationConvention> listenerConvention) {
		return new MicrometerObservations(registry, templateConvention.getIfUnique(), listenerConvention.getIfUnique());
	}

}
