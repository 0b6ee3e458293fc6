package io.github.iotcustomauth.autoconfigure.health;

import java.util.Locale;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnection;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for
 * {@link IotConnectionHealthIndicator}. The name of the contributor is
 * {@code iotCustomAuth}.
 * <p>
 * It belongs to no group by itself. An application that must not get requests without its
 * connection adds it to its readiness with
 * {@code management.endpoint.health.group.readiness.include=readinessState,iotCustomAuth}.
 * It has no place in the liveness group: a restart does not bring back a network, and
 * every start asks the authorizer again.
 */
@AutoConfiguration(after = IotCustomAuthAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(IotConnection.class)
@ConditionalOnEnabledHealthIndicator("iot-custom-auth")
public final class IotConnectionHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<IotConnectionHealthIndicator, IotConnection> {

	IotConnectionHealthContributorAutoConfiguration(ObjectProvider<OwnedConnection> owned) {
		super((connection) -> indicator(connection, owned));
	}

	private static IotConnectionHealthIndicator indicator(IotConnection connection,
			ObjectProvider<OwnedConnection> owned) {
		return owned.stream()
			.flatMap((candidate) -> candidate.get().stream())
			.findFirst()
			.map((own) -> new IotConnectionHealthIndicator(connection, own.getSettings().address(),
					own.getSettings().transport().name().toLowerCase(Locale.ROOT), () -> outbox(own)))
			.orElseGet(() -> new IotConnectionHealthIndicator(connection, null, null, () -> null));
	}

	private static @Nullable OutboxStatus outbox(DefaultIotConnection connection) {
		Outbox outbox = connection.getOutbox();
		return (outbox != null) ? outbox.status() : null;
	}

	@Bean
	@ConditionalOnMissingBean(name = { "iotCustomAuthHealthIndicator", "iotCustomAuthHealthContributor" })
	HealthContributor iotCustomAuthHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		return createContributor(beanFactory, IotConnection.class);
	}

}
