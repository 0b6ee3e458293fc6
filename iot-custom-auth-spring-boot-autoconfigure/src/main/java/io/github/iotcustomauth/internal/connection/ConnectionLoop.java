package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.attempt.ConnectionProbe;
import io.github.iotcustomauth.internal.attempt.Preparations;
import io.github.iotcustomauth.internal.attempt.UnreleasedAttempts;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * States of a connection from its start to its stop: makes an attempt, waits for its end,
 * makes the next. Whatever fails unexpectedly ends the attempt and is followed by the
 * next. Confined to the engine.
 */
final class ConnectionLoop implements Attempt.Owner {

	static final IotFailure CLOSED = IotFailure.of(FailureReason.CONNECTION_CLOSED);

	private static final IotFailure RENEWED = IotFailure.of(FailureReason.CONNECTION_RENEWED);

	private final ConnectionSettings settings;

	private final Ports ports;

	private final ReconnectPolicy policy;

	private final Engine engine;

	private final NextAttempt next;

	private final Preparations preparations;

	private final Renewal renewal;

	private final LastAcknowledgments acknowledgments;

	private final ConnectFutures futures;

	private final UnreleasedAttempts unreleased;

	private final Predecessor predecessor;

	private final ConnectionReport report;

	private final ConnectionHistory history;

	private final ConnectionProbe probe;

	private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

	private volatile @Nullable MqttTransport live;

	private @Nullable Attempt current;

	private @Nullable Attempt ready;

	private @Nullable CustomAuthCredentials lastPresented;

	ConnectionLoop(ConnectionSettings settings, Ports ports, Engine engine, ReconnectPolicy policy, NextAttempt next,
			Preparations preparations) {
		this.settings = settings;
		this.ports = ports;
		this.engine = engine;
		this.policy = policy;
		this.next = next;
		this.preparations = preparations;
		this.futures = new ConnectFutures(settings.address(), engine);
		this.acknowledgments = new LastAcknowledgments(ports.inbound(), engine);
		this.unreleased = new UnreleasedAttempts(engine);
		this.predecessor = new Predecessor(engine);
		this.renewal = new Renewal(preparations, ports.inbound(), engine, this.futures, this::newAttempt, this::live,
				this::replace);
		this.report = new ConnectionReport(settings, engine, ports);
		this.history = new ConnectionHistory(settings, engine, ports.history());
		this.probe = new ConnectionProbe(preparations);
	}

	// completes with the first connection and fails with the first failure
	CompletableFuture<@Nullable Void> start(Duration delay) {
		return this.futures.request((future) -> {
			this.futures.await(future);
			this.next.in(delay, this::attempt);
		});
	}

	// connects again, or now rather than later
	CompletableFuture<@Nullable Void> reconnect() {
		return this.futures.request((future) -> {
			MqttTransport present = this.live;
			this.acknowledgments.send(present, () -> reconnect(present, future));
		});
	}

	private void reconnect(@Nullable MqttTransport present, CompletableFuture<@Nullable Void> future) {
		if (future.isDone()) {
			return;
		}
		this.futures.await(future);
		if (this.live == null || this.live == present) {
			replace(null);
		}
		else {
			// replaced meanwhile
			this.futures.connected();
		}
	}

	// fails without an end of the connection if no credentials can be obtained
	CompletableFuture<@Nullable Void> refreshCredentials() {
		return this.futures.request((future) -> {
			if (this.live != null) {
				this.renewal.request(future);
				return;
			}
			if (this.lastPresented != null) {
				this.preparations.discard(this.lastPresented);
				this.lastPresented = null;
			}
			this.futures.await(future);
			replace(null);
		});
	}

	// waits for the attempt that is under way or scheduled
	CompletableFuture<@Nullable Void> whenConnected() {
		return this.futures.request((future) -> {
			this.futures.await(future);
			if (this.live != null) {
				this.futures.connected();
			}
		});
	}

	// completes when the server has received them, or cannot be waited for
	CompletableFuture<@Nullable Void> sendAcknowledgments() {
		CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
		this.engine.execute(() -> this.acknowledgments.send(this.live, () -> sent.complete(null)));
		return sent;
	}

	// completes when the transport has given back its handles
	CompletableFuture<@Nullable Void> stop() {
		this.engine.execute(() -> {
			this.report.stopping();
			this.next.cancel();
			if (this.current != null && this.current.isOpened() && this.current.connectedFor() == null) {
				this.next.connectSent();
			}
			this.predecessor.leave(this.current);
			boolean connected = isConnected();
			leave(false);
			if (connected) {
				this.report.announceDisconnection(true, CLOSED, null);
			}
			this.futures.close(CLOSED);
			this.renewal.resume();
			if (this.predecessor.isGone()) {
				this.stopped.complete(null);
			}
		});
		return this.stopped;
	}

	// whether the transport has given back its handles or not
	void terminate() {
		this.futures.close(CLOSED);
		this.report.stopped();
	}

	ConnectionReport report() {
		return this.report;
	}

	// null without a connection, and if its credentials do not expire
	@Nullable Instant credentialsExpireAt() {
		return (this.live != null) ? this.renewal.expiresAt() : null;
	}

	@Nullable MqttTransport live() {
		return this.live;
	}

	private Attempt newAttempt() {
		return new Attempt(this.settings.connectTimeout(), this.ports.inbound(), this.engine, this.probe, this);
	}

	private void attempt() {
		this.next.cancel();
		this.predecessor.forget();
		this.report.connecting();
		Attempt prepared = this.ready;
		this.ready = null;
		Attempt attempt = (prepared != null && !prepared.isOver()) ? prepared : newAttempt();
		this.current = attempt;
		this.unreleased.add(attempt);
		if (attempt == prepared) {
			attempt.open();
		}
		else {
			this.preparations.begin(attempt, attempt::open, (failure) -> ended(attempt, failure, false));
		}
	}

	@Override
	public void connected(Attempt attempt, MqttTransport transport, boolean sessionPresent) {
		this.next.connectSent();
		this.live = transport;
		this.report.connected();
		this.history.connected();
		this.ports.filters().attach(transport, sessionPresent);
		this.ports.pending().attach(transport);
		this.renewal.resume();
		this.report.announceConnection(sessionPresent);
		this.renewal.watch(attempt.credentials());
		this.futures.connected();
	}

	@Override
	public void ended(Attempt attempt, IotFailure reported, boolean byServer) {
		Duration lasted = attempt.connectedFor();
		if (lasted == null && attempt.isOpened()) {
			// its CONNECT may just have been sent
			this.next.connectSent();
		}
		CustomAuthCredentials presented = attempt.credentials();
		IotFailure failure = this.history.explain(reported, attempt, this.ports.pending().lastSent());
		boolean trial = leave(byServer);
		if (failure.kind() == Kind.REJECTED && lasted == null && presented != null) {
			this.report.refused();
			this.preparations.discard(presented);
		}
		Duration delay = this.policy.next(failure.reason(), (lasted != null) ? lasted : Duration.ZERO);
		failed(lasted != null, failure, trial ? this.settings.reconnectMinDelay() : delay);
	}

	private void failed(boolean connected, IotFailure failure, Duration delay) {
		Duration longer = this.unreleased.delay();
		Instant next = this.next.in((delay.compareTo(longer) < 0) ? longer : delay, this::attempt);
		this.report.failed(connected, failure, next);
		this.renewal.resume();
		this.futures.failed(failure);
	}

	private void replace(@Nullable Attempt ready) {
		if (this.report.state() == ConnectionState.CONNECTING) {
			return;
		}
		this.predecessor.leave(this.current);
		boolean connected = isConnected();
		leave(false);
		this.ready = ready;
		Instant next = this.next.in(this.predecessor.delay(), this::attempt);
		this.report.waiting(RENEWED, next, ready != null);
		if (connected) {
			this.report.announceDisconnection(true, RENEWED, next);
		}
	}

	@Override
	public void released(Attempt attempt) {
		if (!this.predecessor.is(attempt)) {
			return;
		}
		if (this.report.isStopped()) {
			// the schedule may belong to the next run
			this.stopped.complete(null);
		}
		else if (this.next.isScheduled()) {
			this.next.in(Duration.ZERO, this::attempt);
		}
	}

	private boolean isConnected() {
		return this.current != null && this.current.connectedFor() != null;
	}

	// tells whether a suspect was on trial
	private boolean leave(boolean byServer) {
		this.renewal.cancel();
		if (this.ready != null) {
			this.ready.giveUp();
			this.ready = null;
		}
		Attempt attempt = this.current;
		if (attempt == null) {
			return false;
		}
		this.current = null;
		this.live = null;
		if (attempt.credentials() != null) {
			this.lastPresented = attempt.credentials();
		}
		// whatever fails here, the transport is closed and the attempts go on
		attempt.giveUp();
		boolean trial = this.ports.pending().detach(byServer);
		this.ports.filters().detach(byServer);
		return trial;
	}

	// ends the attempt because of an unexpected failure and schedules the next
	void recover(IotFailure failure) {
		if (this.report.isStopped()) {
			this.futures.close(CLOSED);
			this.stopped.complete(null);
		}
		else if (this.current != null) {
			ended(this.current, failure, false);
		}
		else if (this.next.isScheduled()) {
			this.report.failed(failure);
		}
		else {
			failed(false, failure, this.policy.next(failure.reason(), Duration.ZERO));
		}
	}

}
