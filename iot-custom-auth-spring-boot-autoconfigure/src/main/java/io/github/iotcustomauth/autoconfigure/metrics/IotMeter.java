package io.github.iotcustomauth.autoconfigure.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Names, units and descriptions of the meters. Timers have the unit of the registry.
 */
enum IotMeter {

	CONNECTIONS("iot.connections", "connections", "Connections in a state"),

	ATTEMPTS("iot.connection.attempts", null, "Attempts to connect, from asking for credentials to the answer"),

	RECOVERY("iot.connection.recovery", null,
			"Time from the loss of a connection until the server has answered all subscriptions again"),

	ROTATIONS("iot.connection.rotations", "rotations",
			"Connections that were replaced before their credentials expire"),

	CREDENTIALS_EXPIRY("iot.connection.credentials.expiry", "seconds",
			"Time until the credentials of the connection expire"),

	PUBLISHES("iot.publishes", "publishes", "Publishes that have their final outcome"),

	ACKNOWLEDGMENT("iot.publish.acknowledgment", null, "Time from sending a QoS 1 publish to its acknowledgment"),

	PACED("iot.publish.paced", null, "Time for which the pace of the server's quota held back publishes"),

	PENDING("iot.publish.pending", "messages", "Publishes in memory that are not answered"),

	PENDING_SIZE("iot.publish.pending.size", "bytes", "Size of the publishes in memory that are not answered"),

	QUARANTINED("iot.publish.quarantined", "topics", "Topics and filters on which the server may hang up"),

	RECEIVED("iot.listener.received", "messages", "Messages that arrived for a listener"),

	HANDLING("iot.listener.handling", null, "Calls of a listener, with those that retry"),

	REDELIVERIES("iot.listener.redeliveries", "messages",
			"QoS 1 messages that were left to the server, which sends them again"),

	DROPPED("iot.listener.dropped", "messages", "Received messages that were dropped"),

	IN_WORK("iot.listener.inwork", "messages", "Received messages that wait for a listener or are handled"),

	REFUSED_SUBSCRIPTIONS("iot.subscriptions.refused", "filters", "Topic filters that the server refuses"),

	OUTBOX_ROWS("iot.outbox.rows", "rows", "Messages in the outbox"),

	OUTBOX_SET_ASIDE("iot.outbox.setaside", "rows", "Messages in the outbox that are not sent"),

	OUTBOX_AGE("iot.outbox.age", "seconds", "Age of the oldest message in the outbox that is to be sent");

	private final String meterName;

	private final @Nullable String unit;

	private final String description;

	IotMeter(String meterName, @Nullable String unit, String description) {
		this.meterName = meterName;
		this.unit = unit;
		this.description = description;
	}

	Timer timer(MeterRegistry registry, Tags tags) {
		return Timer.builder(this.meterName).description(this.description).tags(tags).register(registry);
	}

	Counter counter(MeterRegistry registry, Tags tags) {
		return Counter.builder(this.meterName)
			.description(this.description)
			.baseUnit(this.unit)
			.tags(tags)
			.register(registry);
	}

	<T> void gauge(MeterRegistry registry, Tags tags, T measured, ToDoubleFunction<T> value) {
		Gauge.builder(this.meterName, measured, value)
			.description(this.description)
			.baseUnit(this.unit)
			.tags(tags)
			.register(registry);
	}

}
