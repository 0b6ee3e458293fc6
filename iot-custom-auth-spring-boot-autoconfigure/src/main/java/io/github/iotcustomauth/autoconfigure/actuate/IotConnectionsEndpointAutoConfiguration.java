package io.github.iotcustomauth.autoconfigure.actuate;

import java.time.Duration;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.listener.ListenerContainers;
import io.github.iotcustomauth.transport.IotConnectionFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code iotconnections} and for the versions in the endpoint {@code info}.
 */
@AutoConfiguration(after = { IotCustomAuthAutoConfiguration.class, IotMessagingAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(IotConnection.class)
public final class IotConnectionsEndpointAutoConfiguration {

	private static final String HOLD_LIMIT = "management.endpoint.iotconnections.hold-limit";

	// AWS IoT Core sends messages without acknowledgment again after 30 seconds
	private static final Duration DEFAULT_HOLD_LIMIT = Duration.ofSeconds(25);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@Bean
	@ConditionalOnAvailableEndpoint(IotConnectionsEndpoint.class)
	@ConditionalOnMissingBean
	IotConnectionsEndpoint iotCustomAuthConnectionsEndpoint(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<OwnedConnections> owned, ObjectProvider<IotConnectionFactory> factories,
			ObjectProvider<ListenerContainers> listeners, Environment environment) {
		Duration holdLimit = Binder.get(environment).bind(HOLD_LIMIT, Duration.class).orElse(DEFAULT_HOLD_LIMIT);
		return new IotConnectionsEndpoint(() -> new OperatedConnections(
				SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, IotConnection.class), owned,
				factories), listeners, new ConnectionOperations(listeners, PATIENCE, holdLimit));
	}

	@Bean
	@ConditionalOnBean(IotConnectionsEndpoint.class)
	@ConditionalOnMissingBean
	IotConnectionsEndpointWebExtension iotCustomAuthConnectionsEndpointWebExtension(IotConnectionsEndpoint endpoint) {
		return new IotConnectionsEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnEnabledInfoContributor("iot")
	IotInfoContributor iotCustomAuthInfoContributor() {
		return new IotInfoContributor();
	}

}
