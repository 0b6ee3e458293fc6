package io.github.iotcustomauth.internal.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A request that waits for its answer, and the future of its caller. It is completed on
 * another thread than that which brings the answer, because what the application has
 * chained to it may wait for the next one.
 *
 * @param <T> the type of the answer
 */
final class PendingRequest<T> extends CompletableFuture<T> {

	private final IotMessage message;

	private final ParameterizedTypeReference<T> type;

	private final AtomicBoolean started = new AtomicBoolean();

	private final CompletableFuture<@Nullable Void> limit = new CompletableFuture<>();

	private volatile Stage stage = Stage.WAITING;

	private volatile @Nullable CompletableFuture<@Nullable Void> published;

	private volatile boolean released;

	PendingRequest(IotMessage message, ParameterizedTypeReference<T> type) {
		this.message = message;
		this.type = type;
	}

	IotMessage message() {
		return this.message;
	}

	/**
	 * Watch the time.
	 * @param duration how long the request may take
	 * @param expired to be run when it takes longer
	 */
	void limit(Duration duration, Runnable expired) {
		this.limit.whenComplete((nothing, ex) -> {
			if (ex != null) {
				expired.run();
			}
		});
		this.limit.orTimeout(TimeUnit.NANOSECONDS.convert(duration), TimeUnit.NANOSECONDS);
	}

	/**
	 * Whether the request is to be sent now.
	 * @return {@code true} for the first caller only
	 */
	boolean start() {
		if (this.released || !this.started.compareAndSet(false, true)) {
			return false;
		}
		this.stage = Stage.SENT;
		return true;
	}

	void published(CompletableFuture<@Nullable Void> published) {
		this.published = published;
		if (this.released) {
			published.cancel(false);
		}
	}

	void acknowledged() {
		this.stage = Stage.ACKNOWLEDGED;
	}

	boolean isWaiting() {
		return !this.started.get();
	}

	/**
	 * Give back what it needs no longer. A message that was not sent yet will not be.
	 */
	void release() {
		this.released = true;
		this.limit.complete(null);
		CompletableFuture<@Nullable Void> published = this.published;
		if (published != null) {
			published.cancel(false);
		}
	}

	void answer(IotMessage reply, PayloadConverter converter) {
		T answer;
		try {
			answer = converter.read(reply, this.type);
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
			return;
		}
		completeAsync(() -> answer);
	}

	void fail(Throwable ex) {
		defaultExecutor().execute(() -> completeExceptionally(ex));
	}

	/**
	 * Why there is no answer.
	 * @return the failure
	 */
	IotFailure noReply() {
		return IotFailure.of(FailureReason.NO_REPLY, this.stage.whatToCheck.formatted(this.message.responseTopic()));
	}

	private enum Stage {

		/**
		 * For the subscription.
		 */
		WAITING("The request was not sent: there was no connection, or no answer to the subscription to '%s'"),

		/**
		 * Handed to the connection.
		 */
		SENT("The request was not acknowledged: there was no connection, or no answer from the server"),

		/**
		 * By the server.
		 */
		ACKNOWLEDGED("The server has the request; check that its receiver runs, that it sends the correlation data "
				+ "back to the response topic '%s', and that the policies of both allow it");

		private final String whatToCheck;

		Stage(String whatToCheck) {
			this.whatToCheck = whatToCheck;
		}

	}

}
