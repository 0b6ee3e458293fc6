package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.attempt.Preparations;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.receiving.Inbound;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Renewal of a live connection, before its credentials expire or on request. The next
 * transport is prepared while the present one works. Then nothing new is handed to the
 * handlers, those that run have {@link #PAUSE_LIMIT} to return and the server to receive
 * their acknowledgments, and the connection is replaced. Confined to the engine.
 */
final class Renewal {

	private static final Log logger = LogFactory.getLog(Renewal.class);

	/**
	 * How long the replacement of the connection waits for running handlers. The server
	 * sends the message of a handler that takes longer again.
	 */
	static final Duration PAUSE_LIMIT = Duration.ofSeconds(5);

	private final Preparations preparations;

	private final Inbound inbound;

	private final Engine engine;

	private final ConnectFutures futures;

	private final Supplier<Attempt> attempts;

	private final Supplier<@Nullable MqttTransport> live;

	private final Consumer<Attempt> replace;

	private final RenewalTimer timer;

	private final List<CompletableFuture<@Nullable Void>> requests = new ArrayList<>();

	private volatile @Nullable CustomAuthCredentials presented;

	private @Nullable Attempt next;

	private boolean ready;

	private Engine.@Nullable Timer pauseLimit;

	private boolean paused;

	/**
	 * Create a renewal.
	 * @param preparations prepares the next transport
	 * @param inbound is paused before the connection is replaced
	 * @param engine the engine
	 * @param futures the futures of requests to connect
	 * @param attempts creates the next attempt
	 * @param live the transport of the live connection
	 * @param replace replaces the live connection by a prepared attempt
	 */
	Renewal(Preparations preparations, Inbound inbound, Engine engine, ConnectFutures futures,
			Supplier<Attempt> attempts, Supplier<@Nullable MqttTransport> live, Consumer<Attempt> replace) {
		this.preparations = preparations;
		this.inbound = inbound;
		this.engine = engine;
		this.futures = futures;
		this.attempts = attempts;
		this.live = live;
		this.replace = replace;
		this.timer = new RenewalTimer(engine, this::begin);
	}

	/**
	 * Renew a connection in time.
	 * @param presented the credentials that it presented
	 */
	void watch(@Nullable CustomAuthCredentials presented) {
		this.presented = presented;
		watchAgain();
	}

	private void watchAgain() {
		Instant expiresAt = expiry(this.presented);
		if (expiresAt != null) {
			this.timer.start(expiresAt);
		}
	}

	/**
	 * Renew the connection now, with credentials other than the present ones. Does
	 * nothing new if that is under way.
	 * @param request fails when no credentials can be obtained, and the connection stays
	 */
	void request(CompletableFuture<@Nullable Void> request) {
		boolean underWay = this.ready || !this.requests.isEmpty();
		this.requests.add(request);
		if (underWay) {
			return;
		}
		this.timer.cancel();
		if (this.next != null) {
			this.next.giveUp();
		}
		if (this.presented != null) {
			this.preparations.discard(this.presented);
		}
		begin();
	}

	private void begin() {
		Attempt attempt = this.attempts.get();
		this.next = attempt;
		this.preparations.begin(attempt, () -> prepared(attempt), this::failed);
	}

	private void failed(IotFailure failure) {
		this.next = null;
		if (this.requests.isEmpty()) {
			warn(": " + failure);
		}
		this.requests.forEach((request) -> this.futures.fail(request, failure));
		this.requests.clear();
		watchAgain();
	}

	private void warn(String reason) {
		logger.warn(
				"The credentials expire at " + expiry(this.presented) + " and no newer ones can be obtained" + reason);
	}

	private void prepared(Attempt attempt) {
		if (this.requests.isEmpty() && !isLater(expiry(attempt.credentials()))) {
			attempt.giveUp();
			this.next = null;
			warn(" yet");
			watchAgain();
			return;
		}
		this.ready = true;
		this.paused = true;
		this.pauseLimit = this.engine.schedule(() -> replace(attempt), PAUSE_LIMIT);
		this.inbound.pause().whenComplete((nothing, ex) -> this.engine.execute(() -> awaitAcknowledgments(attempt)));
	}

	// a DISCONNECT overtakes the PUBACKs that the native client has not written yet
	private void awaitAcknowledgments(Attempt attempt) {
		if (this.next == attempt) {
			roundTrip().whenComplete((answer, ex) -> this.engine.execute(() -> replace(attempt)));
		}
	}

	private CompletableFuture<?> roundTrip() {
		MqttTransport transport = this.live.get();
		return (transport != null) ? transport.roundTrip() : CompletableFuture.completedFuture(null);
	}

	private boolean isLater(@Nullable Instant expiry) {
		Instant present = expiry(this.presented);
		return expiry == null || present == null || expiry.isAfter(present);
	}

	// on any thread
	@Nullable Instant expiresAt() {
		return expiry(this.presented);
	}

	private static @Nullable Instant expiry(@Nullable CustomAuthCredentials credentials) {
		return (credentials != null) ? credentials.getExpiresAt() : null;
	}

	private void replace(Attempt attempt) {
		if (this.next == attempt) {
			this.next = null;
			this.replace.accept(attempt);
		}
	}

	/**
	 * End the renewal because its connection ended. Requests wait for the next one.
	 */
	void cancel() {
		this.timer.cancel();
		if (this.pauseLimit != null) {
			this.pauseLimit.cancel();
			this.pauseLimit = null;
		}
		if (this.next != null) {
			this.next.giveUp();
			this.next = null;
		}
		this.ready = false;
		this.requests.forEach(this.futures::await);
		this.requests.clear();
	}

	/**
	 * Hand out messages again.
	 */
	void resume() {
		if (this.paused) {
			this.paused = false;
			this.inbound.resume();
		}
	}

}
