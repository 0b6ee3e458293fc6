package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gets new credentials for a live connection, before the present ones expire or when the
 * application asks for it. Confined to the engine thread.
 */
final class CredentialsRenewal {

	private static final Log logger = LogFactory.getLog(CredentialsRenewal.class);

	// of the time that is left; the same fraction for all would renew a fleet in step
	private static final double EARLIEST = 0.75;

	private static final double LATEST = 0.9;

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final IotFailure SUPERSEDED = new IotFailure(Kind.CLOSED, -1, "SUPERSEDED",
			"The connection ended, or was asked for again, before the credentials arrived; a new attempt follows");

	private final CustomAuthCredentialsProvider provider;

	private final Duration limit;

	private final EngineThread engine;

	private final ExecutorService executor;

	private final Consumer<CustomAuthCredentials> renewed;

	private @Nullable Future<?> timer;

	private @Nullable Future<?> call;

	private @Nullable CompletableFuture<@Nullable Void> asked;

	CredentialsRenewal(CustomAuthCredentialsProvider provider, Duration limit, EngineThread engine,
			ExecutorService executor, Consumer<CustomAuthCredentials> renewed) {
		this.provider = provider;
		this.limit = limit;
		this.engine = engine;
		this.executor = executor;
		this.renewed = renewed;
	}

	/**
	 * Renew the credentials of a connection in time.
	 * @param attempt the connection
	 */
	void watch(Attempt attempt) {
		CustomAuthCredentials credentials = attempt.credentials();
		Instant expiresAt = (credentials != null) ? credentials.getExpiresAt() : null;
		if (credentials == null || expiresAt == null) {
			return;
		}
		// a day is also the longest that AWS IoT Core keeps a connection
		Instant horizon = this.engine.now().plus(LONGEST);
		Duration left = Duration.between(this.engine.now(), expiresAt.isBefore(horizon) ? expiresAt : horizon);
		double fraction = EARLIEST + this.engine.random() * (LATEST - EARLIEST);
		Duration delay = Duration.ofMillis((long) (left.toMillis() * fraction));
		if (delay.compareTo(SHORTEST) < 0) {
			// expired, or so soon that the server may end the connection as well
			return;
		}
		this.timer = this.engine.schedule(() -> ask((answer, failure) -> {
			if (answer != null && isLater(answer.getExpiresAt(), expiresAt)) {
				this.renewed.accept(answer);
				return;
			}
			logger.warn("The credentials expire at " + expiresAt + " and no newer ones can be obtained"
					+ ((failure != null) ? ": " + failure : " yet"));
			watch(attempt);
		}), delay);
	}

	/**
	 * Renew the credentials of a connection now.
	 * @param attempt the connection
	 * @param result fails when no credentials can be obtained
	 * @param granted called before the connection is renewed
	 */
	void renewNow(Attempt attempt, CompletableFuture<@Nullable Void> result, Runnable granted) {
		cancel();
		CustomAuthCredentials presented = attempt.credentials();
		if (presented != null) {
			discard(presented);
		}
		this.asked = result;
		ask((answer, failure) -> {
			if (answer != null) {
				granted.run();
				this.renewed.accept(answer);
			}
			else {
				result.completeExceptionally(new IotConnectionException("The credentials were not refreshed",
						(failure != null) ? failure : ConnectionLoop.CLOSED));
				watch(attempt);
			}
		});
	}

	/**
	 * Let the provider forget credentials.
	 * @param credentials the credentials
	 */
	void discard(CustomAuthCredentials credentials) {
		try {
			this.executor.execute(() -> {
				try {
					this.provider.discard(credentials);
				}
				catch (RuntimeException ex) {
					// its message may carry secrets
					logger.warn("The credentials provider failed to discard credentials: " + ex.getClass().getName());
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.warn("The credentials provider hangs and cannot be told to discard credentials");
		}
	}

	private void ask(Answer answer) {
		CredentialsCall question = CredentialsCall.ask(this.provider, this.executor);
		this.call = question;
		this.timer = this.engine.schedule(
				() -> question
					.completeExceptionally(new TimeoutException("The credentials provider gave no answer in time")),
				this.limit);
		question.whenComplete((credentials, ex) -> this.engine.execute(() -> {
			if (this.call == question) {
				this.asked = null;
				cancel();
				answer.accept(credentials, (credentials != null) ? null : CredentialsCall.failure(ex));
			}
		}));
	}

	void cancel() {
		Future<?> pending = this.call;
		this.call = null;
		if (pending != null) {
			pending.cancel(true);
		}
		CompletableFuture<@Nullable Void> unanswered = this.asked;
		this.asked = null;
		if (unanswered != null) {
			unanswered
				.completeExceptionally(new IotConnectionException("The credentials were not refreshed", SUPERSEDED));
		}
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private static boolean isLater(@Nullable Instant expiry, Instant than) {
		return expiry == null || expiry.isAfter(than);
	}

	@FunctionalInterface
	private interface Answer {

		void accept(@Nullable CustomAuthCredentials credentials, @Nullable IotFailure failure);

	}

}
