package io.github.iotcustomauth.internal.connection;

import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import org.jspecify.annotations.Nullable;

/**
 * Time from the loss of a connection until the application is subscribed again. Confined
 * to the engine.
 */
final class Outages {

	private final Engine engine;

	private final ConnectionMeters meters;

	private @Nullable Long since;

	Outages(Engine engine, ConnectionMeters meters) {
		this.engine = engine;
		this.meters = meters;
	}

	/**
	 * A connection was lost. Another loss before the end belongs to the same outage.
	 */
	void begin() {
		if (this.since == null) {
			this.since = this.engine.nanoTime();
		}
	}

	/**
	 * The server has answered all filters.
	 */
	void end() {
		Long begin = this.since;
		if (begin != null) {
			this.since = null;
			this.meters.recovered(this.engine.nanoTime() - begin);
		}
	}

	/**
	 * The connection is stopped.
	 */
	void forget() {
		this.since = null;
	}

}
