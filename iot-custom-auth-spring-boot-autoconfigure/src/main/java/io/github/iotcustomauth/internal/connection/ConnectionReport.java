package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.internal.attempt.Preparation;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.HttpProxy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What users see of a connection: status, events and log lines. Written on the engine,
 * read on any thread.
 */
final class ConnectionReport {

	private static final Log logger = LogFactory.getLog(ConnectionReport.class);

	private final ConnectionSettings settings;

	private final Engine engine;

	private final Consumer<Object> events;

	private final StateHistory history;

	private final Outages outages;

	private final ConnectionMeters meters;

	private volatile ConnectionStatus status;

	private int attempts;

	private int refusals;

	private long began;

	private final long started;

	private volatile boolean connectedOnce;

	/**
	 * Create a report.
	 * @param settings the settings
	 * @param engine the engine
	 * @param ports the receivers of events and measurements
	 */
	ConnectionReport(ConnectionSettings settings, Engine engine, Ports ports) {
		this.settings = settings;
		this.engine = engine;
		this.events = ports.events();
		this.history = ports.history();
		this.outages = ports.outages();
		this.meters = ports.meters();
		this.started = engine.nanoTime();
		this.status = new ConnectionStatus(ConnectionState.NEW, engine.now(), 0, 0, null, null);
	}

	ConnectionStatus status() {
		return this.status;
	}

	// null once there was a connection
	@Nullable Duration connectingFor() {
		return this.connectedOnce ? null : Duration.ofNanos(this.engine.nanoTime() - this.started);
	}

	ConnectionState state() {
		return this.status.state();
	}

	boolean isStopped() {
		return state() == ConnectionState.STOPPING || state() == ConnectionState.STOPPED;
	}

	void connecting() {
		this.attempts++;
		this.began = this.engine.nanoTime();
		transition(ConnectionState.CONNECTING, null, null);
	}

	void connected() {
		this.connectedOnce = true;
		this.meters.connected(this.engine.nanoTime() - this.began);
		this.attempts = 0;
		this.refusals = 0;
		transition(ConnectionState.CONNECTED, null, null);
		logger.info("Connected to " + name());
	}

	void announceConnection(boolean sessionPresent) {
		announce(new ConnectedEvent(this.settings.name(), this.settings.clientId(), sessionPresent));
	}

	void announceDisconnection(boolean connected, IotFailure failure, @Nullable Instant next) {
		announce(new DisconnectedEvent(this.settings.name(), this.settings.clientId(), connected, failure, next));
	}

	void refused() {
		this.refusals++;
	}

	/**
	 * An attempt failed or a connection was lost.
	 * @param connected whether there was a connection
	 * @param failure why
	 * @param next when the next attempt is made
	 */
	void failed(boolean connected, IotFailure failure, Instant next) {
		boolean rejected = failure.kind() == Kind.REJECTED;
		transition(rejected ? ConnectionState.REJECTED : ConnectionState.WAITING, failure, next);
		logger.warn((connected ? "Lost the connection to " + name() : attempt()) + ": " + failure + ". Next attempt in "
				+ Duration.between(this.status.since(), next).toMillis() + " ms");
		announceDisconnection(connected, failure, next);
		if (connected) {
			this.outages.begin();
		}
		else {
			this.meters.connectFailed(failure.reason(), this.engine.nanoTime() - this.began);
		}
	}

	/**
	 * The connection is made again, as asked for.
	 * @param reason why
	 * @param next when
	 * @param rotation whether it is replaced by one with newer credentials
	 */
	void waiting(IotFailure reason, Instant next, boolean rotation) {
		if (rotation) {
			this.meters.rotated();
		}
		enter(ConnectionState.WAITING, this.status.lastFailure(), next, reason);
	}

	/**
	 * Something failed that changes nothing.
	 * @param failure the failure
	 */
	void failed(IotFailure failure) {
		transition(this.status.state(), failure, this.status.nextAttempt());
	}

	void stopping() {
		this.outages.forget();
		enter(ConnectionState.STOPPING, this.status.lastFailure(), null, ConnectionLoop.CLOSED);
	}

	void stopped() {
		enter(ConnectionState.STOPPED, this.status.lastFailure(), null, ConnectionLoop.CLOSED);
	}

	private String attempt() {
		Duration lasted = Duration.ofNanos(this.engine.nanoTime() - this.began);
		return "Attempt " + this.attempts + " to connect to " + name() + ", after " + lasted.toMillis() + " ms";
	}

	private String name() {
		HttpProxy proxy = this.settings.proxy();
		return this.settings.address() + " as '" + this.settings.clientId() + "'"
				+ ((proxy != null) ? " through the HTTP proxy " + proxy.address() : "");
	}

	// the last failure stays until the next one
	private void transition(ConnectionState state, @Nullable IotFailure failure, @Nullable Instant next) {
		enter(state, (failure != null) ? failure : this.status.lastFailure(), next, failure);
	}

	private synchronized void enter(ConnectionState state, @Nullable IotFailure failure, @Nullable Instant next,
			@Nullable IotFailure reason) {
		ConnectionState before = this.status.state();
		if (before == ConnectionState.STOPPED) {
			return;
		}
		this.status = new ConnectionStatus(state, this.engine.now(), this.attempts, this.refusals, failure, next);
		this.history.entered(new StateHistory.Transition(state, this.status.since(), reason));
	}

	// an event is not worth a connection
	@SuppressWarnings("CatchingUnchecked")
	private void announce(Object event) {
		try {
			this.events.accept(event);
		}
		catch (Throwable ex) {
			logger.error("The event " + event.getClass().getSimpleName() + " could not be announced",
					LoggableException.of(ex));
			failed(Preparation.unexpected(ex));
		}
	}

}
