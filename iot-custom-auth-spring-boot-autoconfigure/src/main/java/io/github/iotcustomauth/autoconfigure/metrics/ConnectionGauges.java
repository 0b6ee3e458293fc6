package io.github.iotcustomauth.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.internal.connection.ConnectionLoad;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Gauges of the state of connections. Reading one looks at a status: nothing is sent and
 * no database is asked.
 */
final class ConnectionGauges {

	private final MeterRegistry registry;

	private final OwnedConnections owned;

	private final ObjectProvider<IotConnectionFactory> factories;

	private final Clock clock;

	/**
	 * Create gauges.
	 * @param registry the registry
	 * @param owned the connections of the application
	 * @param factories make connections at run time
	 * @param clock tells the time until credentials expire
	 */
	ConnectionGauges(MeterRegistry registry, OwnedConnections owned, ObjectProvider<IotConnectionFactory> factories,
			Clock clock) {
		this.registry = registry;
		this.owned = owned;
		this.factories = factories;
		this.clock = clock;
	}

	/**
	 * Show the state of a connection. Those of a pool have the same name and are added:
	 * after the first one, nothing is new to the registry.
	 * @param connection the connection
	 */
	void bind(DefaultIotConnection connection) {
		String name = connection.getName();
		Tags tags = IotTags.connection(name);
		bind(tags, this.owned, (all) -> all.find(name));
		if (connection.getOutbox() != null) {
			bindOutbox(tags, (all) -> outboxes(all.find(name)));
		}
	}

	/**
	 * Show the state of all connections together that are made at run time.
	 */
	void bindConnectionsMadeAtRunTime() {
		bind(IotTags.connection(IotTags.RUNTIME), this, ConnectionGauges::madeAtRunTime);
	}

	private Collection<DefaultIotConnection> madeAtRunTime() {
		return this.factories.stream()
			.flatMap((factory) -> factory.getConnections().values().stream())
			.filter(DefaultIotConnection.class::isInstance)
			.map(DefaultIotConnection.class::cast)
			.toList();
	}

	private <T> void bind(Tags tags, T source, Function<T, Collection<DefaultIotConnection>> connections) {
		for (ConnectionState state : ConnectionState.values()) {
			IotMeter.CONNECTIONS.gauge(this.registry, IotTags.state(tags, state.name().toLowerCase(Locale.ROOT)),
					source, sum(connections, (connection) -> (connection.getStatus().state() == state) ? 1 : 0));
		}
		IotMeter.PENDING.gauge(this.registry, tags, source,
				sum(connections, (each) -> each.getMonitor().getLoad().pending()));
		IotMeter.PENDING_SIZE.gauge(this.registry, tags, source,
				sum(connections, (each) -> each.getMonitor().getLoad().pendingBytes()));
		IotMeter.QUARANTINED.gauge(this.registry, tags, source,
				sum(connections, (each) -> each.getMonitor().getLoad().quarantined()));
		IotMeter.IN_WORK.gauge(this.registry, tags, source,
				sum(connections, (each) -> each.getMonitor().getLoad().inWork()));
		IotMeter.REFUSED_SUBSCRIPTIONS.gauge(this.registry, tags, source,
				sum(connections, (each) -> each.getRefusedSubscriptions().size()));
		IotMeter.CREDENTIALS_EXPIRY.gauge(this.registry, tags, source,
				(present) -> connections.apply(present)
					.stream()
					.map((each) -> each.getMonitor().getLoad())
					.mapToDouble(this::untilExpiry)
					.filter(Double::isFinite)
					.min()
					.orElse(Double.NaN));
	}

	private static <T> ToDoubleFunction<T> sum(Function<T, Collection<DefaultIotConnection>> connections,
			ToLongFunction<DefaultIotConnection> value) {
		return (source) -> connections.apply(source).stream().mapToLong(value).sum();
	}

	private double untilExpiry(ConnectionLoad load) {
		@Nullable Instant expiry = load.credentialsExpireAt();
		return (expiry != null) ? seconds(Duration.between(this.clock.instant(), expiry)) : Double.NaN;
	}

	private void bindOutbox(Tags tags, Function<OwnedConnections, Stream<OutboxStatus>> outboxes) {
		IotMeter.OUTBOX_ROWS.gauge(this.registry, tags, this.owned,
				(all) -> outboxes.apply(all).mapToLong(OutboxStatus::rows).sum());
		IotMeter.OUTBOX_SET_ASIDE.gauge(this.registry, tags, this.owned,
				(all) -> outboxes.apply(all).mapToLong(OutboxStatus::setAside).sum());
		IotMeter.OUTBOX_AGE.gauge(this.registry, tags, this.owned,
				(all) -> outboxes.apply(all).mapToDouble((status) -> seconds(status.age())).max().orElse(0));
	}

	private static Stream<OutboxStatus> outboxes(Collection<DefaultIotConnection> connections) {
		return connections.stream().map(DefaultIotConnection::getOutbox).filter(Objects::nonNull).map(Outbox::status);
	}

	// an expiry is as large as its issuer likes
	private static double seconds(Duration duration) {
		return duration.getSeconds() + duration.getNano() / 1e9;
	}

}
