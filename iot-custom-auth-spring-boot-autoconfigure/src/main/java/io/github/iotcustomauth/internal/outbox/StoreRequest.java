package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.publishing.PendingPublish;

/**
 * Message whose publisher waits until it is durable.
 */
final class StoreRequest {

	private final PendingPublish candidate;

	private final IotMessage message;

	private final CompletableFuture<PendingPublish> result = new CompletableFuture<>();

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	StoreRequest(PendingPublish candidate, IotMessage message) {
		this.candidate = candidate;
		this.message = message;
	}

	IotMessage message() {
		return this.message;
	}

	/**
	 * Start to write it.
	 * @return whether its publisher still wants it
	 */
	boolean take() {
		return this.state.compareAndSet(State.WAITING, State.TAKEN);
	}

	void stored(PendingPublish publish) {
		this.result.complete(publish);
	}

	void failed(IotFailure failure, RuntimeException cause) {
		this.candidate.end(this.candidate.failed(failure, cause));
		this.result.complete(this.candidate);
	}

	void failed(IotFailure failure) {
		this.candidate.end(this.candidate.failed(failure));
		this.result.complete(this.candidate);
	}

	/**
	 * Wait until the message is durable, on an interrupted thread as well: it would not
	 * be known otherwise whether it is sent.
	 * @param limit how long
	 * @return the publish, which has failed if the message is not durable
	 */
	PendingPublish await(Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return this.result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (TimeoutException ex) {
			boolean withdrawn = this.state.compareAndSet(State.WAITING, State.WITHDRAWN);
			failed(withdrawn ? OutboxFailures.TIMED_OUT : OutboxFailures.UNCERTAIN);
			return this.result.join();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private enum State {

		WAITING, TAKEN, WITHDRAWN

	}

}
