package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.text.LoggableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Probes the way to the endpoint after a failure that has many possible reasons, at most
 * once a minute. Within the minute, a failure of the same kind has the same explanation.
 * Confined to the engine; the probe itself blocks and runs on a thread for application
 * code.
 */
final class ConnectionProbe {

	/**
	 * How long a failure waits for its explanation.
	 */
	static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(ConnectionProbe.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private final Preparations connection;

	private @Nullable Long begun;

	private @Nullable FailureReason probed;

	private @Nullable IotFailure found;

	ConnectionProbe(Preparations connection) {
		this.connection = connection;
	}

	boolean explains(IotFailure failure) {
		return this.connection.transports().isUnclear(failure);
	}

	/**
	 * Explain a failure.
	 * @param failure the failure
	 * @param explained receives the explanation or, if there is none, the failure itself;
	 * called on the engine, later or at once
	 */
	void explain(IotFailure failure, Consumer<IotFailure> explained) {
		long now = this.connection.engine().nanoTime();
		if (this.begun != null && now - this.begun < INTERVAL.toNanos()) {
			explained.accept(explained(failure));
			return;
		}
		this.begun = now;
		this.probed = failure.reason();
		this.found = null;
		Answer answer = new Answer(failure, explained);
		answer.limit = this.connection.engine().schedule(() -> answer.take(Optional.empty()), LIMIT);
		try {
			this.connection.threads().execute(() -> probe(answer));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("No thread for a probe", ex);
			answer.take(Optional.empty());
		}
	}

	@SuppressWarnings("CatchingUnchecked") // an explanation is not worth a connection
	private void probe(Answer answer) {
		Optional<IotFailure> result = Optional.empty();
		try {
			result = this.connection.transports().probe(this.connection.settings(), LIMIT);
		}
		catch (Throwable ex) {
			logger.debug("The probe failed", LoggableException.of(ex));
		}
		Optional<IotFailure> outcome = result;
		this.connection.engine().execute(() -> answer.take(outcome));
	}

	private IotFailure explained(IotFailure failure) {
		IotFailure reason = this.found;
		return (reason == null || failure.reason() != this.probed) ? failure
				: new IotFailure(reason.reason(), failure.code(), failure.detail(), reason.summary(), reason.causes());
	}

	/**
	 * The answer to one failure, of the probe or of the time limit.
	 */
	private final class Answer {

		private final IotFailure failure;

		private final Consumer<IotFailure> explained;

		private Engine.@Nullable Timer limit;

		private boolean taken;

		private Answer(IotFailure failure, Consumer<IotFailure> explained) {
			this.failure = failure;
			this.explained = explained;
		}

		private void take(Optional<IotFailure> result) {
			if (this.taken) {
				return;
			}
			this.taken = true;
			if (this.limit != null) {
				this.limit.cancel();
			}
			ConnectionProbe.this.found = result.orElse(null);
			this.explained.accept(explained(this.failure));
		}

	}

}
