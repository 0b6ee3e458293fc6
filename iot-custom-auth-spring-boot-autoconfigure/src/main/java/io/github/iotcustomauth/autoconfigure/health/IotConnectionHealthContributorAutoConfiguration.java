package io.github.iotcustomauth.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.text.PrintableText;
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
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
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
@EnableConfigurationProperties(IotConnectionHealthProperties.class)
public final class IotConnectionHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<IotConnectionHealthIndicator, IotConnection> {

	IotConnectionHealthContributorAutoConfiguration(ObjectProvider<OwnedConnections> owned,
			ObjectProvider<IotConnectionFactory> factories, ObjectProvider<StatusAggregator> aggregator,
			IotConnectionHealthProperties properties) {
		super((connection) -> new IotConnectionHealthIndicator(connection, facts(connection, owned, factories),
				new ConnectionHealthStatus(properties.gracePeriod(), aggregator::getIfUnique)));
	}

	private static OwnFacts facts(IotConnection connection, ObjectProvider<OwnedConnections> owned,
			ObjectProvider<IotConnectionFactory> factories) {
		OwnedConnections all = owned.getIfAvailable(OwnedConnections::new);
		List<DefaultIotConnection> members = members(connection, all);
		return members.isEmpty() ? OwnFacts.UNKNOWN : OwnFacts.of(members, () -> outbox(members, all),
				() -> others(members.get(0).getName(), members, factories));
	}

	// a mock has no name
	private static List<DefaultIotConnection> members(IotConnection connection, OwnedConnections owned) {
		return (connection.getName() != null) ? owned.find(connection.getName()) : owned.only();
	}

	private static Map<String, Object> others(String name, List<DefaultIotConnection> members,
			ObjectProvider<IotConnectionFactory> factories) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (members.size() > 1) {
			Map<String, Object> states = new LinkedHashMap<>();
			members.forEach((member) -> states.put(PrintableText.of(member.getClientId()), state(member.getStatus())));
			details.put("members", states);
		}
		details.putAll(madeAtRunTime(name, factories));
		return details;
	}

	private static Map<String, Object> state(ConnectionStatus status) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", status.state().name());
		if (!status.isConnected() && status.lastFailure() != null) {
			details.put("lastFailure", status.lastFailure().reason().name());
		}
		return details;
	}

	private static Map<String, Object> madeAtRunTime(String name, ObjectProvider<IotConnectionFactory> factories) {
		List<IotConnection> made = factories.stream()
			.flatMap((factory) -> factory.getConnections().values().stream())
			.filter((connection) -> connection.getName().equals(name))
			.toList();
		long connected = made.stream().filter((connection) -> connection.getStatus().isConnected()).count();
		return made.isEmpty() ? Map.of()
				: Map.of("madeAtRunTime", Map.of("connections", made.size(), "connected", connected));
	}

	// rows of the other connections are not those of an instance that is gone
	private static @Nullable OutboxStatus outbox(List<DefaultIotConnection> members, OwnedConnections owned) {
		return members.stream()
			.map(DefaultIotConnection::getOutbox)
			.filter(Objects::nonNull)
			.map(Outbox::status)
			.reduce(OutboxStatus::with)
			.map((status) -> status.without(owned.all().stream().map(DefaultIotConnection::getClientId).toList()))
			.orElse(null);
	}

	@Bean
	@ConditionalOnMissingBean(name = { "iotCustomAuthHealthIndicator", "iotCustomAuthHealthContributor" })
	HealthContributor iotCustomAuthHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		Map<String, IotConnection> beans = SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory,
				IotConnection.class);
		Map<String, IotConnection> named = new LinkedHashMap<>();
		beans.forEach(
				(bean, connection) -> named.put(Objects.requireNonNullElse(connection.getName(), bean), connection));
		// the name of a connection, unless the application has made several without
		return createContributor((named.size() == beans.size()) ? named : beans);
	}

}
