package io.github.iotcustomauth.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.util.Assert;

/**
 * {@link HealthIndicator} that tells the situation of a connection. Looks at its status
 * only: nothing is sent, nothing is waited for, and no detail is secret.
 */
class IotConnectionHealthIndicator extends AbstractHealthIndicator {

	private final IotConnection connection;

	private final OwnFacts facts;

	private final ConnectionHealthStatus statuses;

	/**
	 * Create an indicator.
	 * @param connection the connection
	 * @param facts what else is known about it
	 * @param statuses decides on its status
	 */
	IotConnectionHealthIndicator(IotConnection connection, OwnFacts facts, ConnectionHealthStatus statuses) {
		super("AWS IoT Core health check failed");
		Assert.notNull(connection, "'connection' must not be null");
		this.connection = connection;
		this.facts = facts;
		this.statuses = statuses;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectionStatus status = this.connection.getStatus();
		OutboxStatus stored = this.facts.outbox().get();
		Map<String, Object> refused = refusedSubscriptions();
		boolean degraded = !refused.isEmpty() || !this.facts.complete().getAsBoolean()
				|| (stored != null && stored.failure() != null);
		builder.status(this.statuses.of(status, this.facts.connectingFor().get(), degraded))
			.withDetail("state", status.state().name());
		detail(builder, "endpoint", this.facts.endpoint());
		detail(builder, "transport", this.facts.transport());
		builder.withDetail("clientId", this.connection.getClientId())
			.withDetail("since", status.since().toString())
			.withDetail("attempts", status.attempts());
		if (status.refusals() > 0) {
			builder.withDetail("refusals", status.refusals());
		}
		detail(builder, "nextAttempt", (status.nextAttempt() != null) ? status.nextAttempt().toString() : null);
		this.facts.others().get().forEach(builder::withDetail);
		detail(builder, "refusedSubscriptions", refused.isEmpty() ? null : refused);
		detail(builder, "outbox", (stored != null) ? stored(stored) : null);
		detail(builder, "receive", received(this.connection.getReceiveStatus()));
		detail(builder, "lastFailure", (status.lastFailure() != null) ? details(status.lastFailure()) : null);
	}

	private Map<String, Object> refusedSubscriptions() {
		Map<String, Object> refused = new TreeMap<>();
		this.connection.getRefusedSubscriptions().forEach((filter, refusal) -> {
			Map<String, Object> details = details(refusal.failure());
			details.put("nextAttempt", refusal.nextAttempt().toString());
			refused.put(PrintableText.of(filter), details);
		});
		return refused;
	}

	// null when nothing is held back or was dropped
	private static @Nullable Map<String, Object> received(@Nullable ReceiveStatus status) {
		if (status == null || (status.heldBy() == null && status.waiting() == 0 && status.dropped().isEmpty())) {
			return null;
		}
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("unacknowledged", status.unacknowledged());
		details.put("receiveMaximum", status.receiveMaximum());
		if (status.heldBy() != null) {
			details.put("heldBy", status.heldBy());
		}
		details.put("waiting", status.waiting());
		Map<String, Long> dropped = new TreeMap<>();
		status.dropped().forEach((name, count) -> dropped.merge(PrintableText.of(name), count, Long::sum));
		details.put("dropped", dropped);
		return details;
	}

	private static Map<String, Object> stored(OutboxStatus status) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("rows", status.rows());
		details.put("maxRows", status.maxRows());
		details.put("setAside", status.setAside());
		if (!status.others().isEmpty()) {
			details.put("otherClients", status.others().stream().map(IotConnectionHealthIndicator::details).toList());
		}
		if (status.failure() != null) {
			details.put("failure", details(status.failure()));
		}
		return details;
	}

	private static void detail(Health.Builder builder, String name, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(name, value);
		}
	}

	private static Map<String, Object> details(OtherClient other) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("clientId", PrintableText.of(other.clientId()));
		details.put("rows", other.rows());
		if (other.oldest() != null) {
			details.put("oldest", other.oldest().toString());
		}
		return details;
	}

	private static Map<String, Object> details(IotFailure failure) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (failure.code() >= 0) {
			details.put("code", failure.code());
		}
		details.put("name", failure.reason().name());
		if (failure.detail() != null) {
			details.put("detail", failure.detail());
		}
		details.put("summary", failure.summary());
		details.put("causes", failure.causes());
		return details;
	}

}
