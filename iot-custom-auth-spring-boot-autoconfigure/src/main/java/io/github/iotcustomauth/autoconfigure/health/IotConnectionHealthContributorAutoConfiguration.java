package io.github.iotcustomauth.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
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

	IotConnectionHealthContributorAutoConfiguration(ObjectProvider<OwnedConnections> owned,
			ObjectProvider<IotConnectionFactory> factories) {
		super((connection) -> indicator(connection, owned, factories));
	}

	private static IotConnectionHealthIndicator indicator(IotConnection connection,
			ObjectProvider<OwnedConnections> owned, ObjectProvider<IotConnectionFactory> factories) {
		return owned.stream()
			.flatMap((candidate) -> candidate.only().or(() -> candidate.find(connection.getName())).stream())
			.findFirst()
			.map((own) -> indicator(connection, own.members(), factories))
			.orElseGet(() -> new IotConnectionHealthIndicator(connection, null, null, () -> null, Map::of));
	}

	private static IotConnectionHealthIndicator indicator(IotConnection connection, List<DefaultIotConnection> members,
			ObjectProvider<IotConnectionFactory> factories) {
		ConnectionSettings settings = members.get(0).getSettings();
		return new IotConnectionHealthIndicator(connection, settings.address(),
				settings.transport().name().toLowerCase(Locale.ROOT), () -> outbox(members),
				() -> others(members, settings.name(), factories));
	}

	private static Map<String, Object> others(List<DefaultIotConnection> members, String name,
			ObjectProvider<IotConnectionFactory> factories) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (members.size() > 1) {
			Map<String, String> states = new LinkedHashMap<>();
			members.forEach((member) -> states.put(member.getClientId(), member.getStatus().state().name()));
			details.put("members", states);
		}
		List<IotConnection> made = factories.stream()
			.flatMap((factory) -> factory.getConnections().values().stream())
			.filter((connection) -> connection.getName().equals(name))
			.toList();
		if (!made.isEmpty()) {
			long connected = made.stream().filter((connection) -> connection.getStatus().isConnected()).count();
			details.put("madeAtRunTime", Map.of("connections", made.size(), "connected", connected));
		}
		return details;
	}

	private static @Nullable OutboxStatus outbox(List<DefaultIotConnection> members) {
		return OutboxStatus.join(members.stream()
			.map(DefaultIotConnection::getOutbox)
			.filter(Objects::nonNull)
			.map(Outbox::status)
			.toList(), members.stream().map(DefaultIotConnection::getClientId).toList());
	}

	@Bean
	@ConditionalOnMissingBean(name = { "iotCustomAuthHealthIndicator", "iotCustomAuthHealthContributor" })
	HealthContributor iotCustomAuthHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		Map<String, IotConnection> beans = SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory,
				IotConnection.class);
		Map<String, IotConnection> named = new LinkedHashMap<>();
		beans.values().forEach((connection) -> named.put(connection.getName(), connection));
		// the name of a connection, unless the application has made several without
		return createContributor((named.size() == beans.size()) ? named : beans);
	}

}
