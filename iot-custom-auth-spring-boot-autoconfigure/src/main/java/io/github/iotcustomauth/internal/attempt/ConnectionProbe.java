package io.github.iotcustomauth.internal.attempt;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.transport.EndpointProbe;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Probes the way to the endpoint after a failure that has many possible reasons, at most
 * once a minute with the same trust, and one at a time. Within the minute, a failure of
 * the same kind has the same explanation, until there is a connection. Confined to the
 * engine; the probe itself blocks and runs on a thread for application code.
 */
public final class ConnectionProbe {

	/**
	 * How long a failure waits for its explanation, and how long a probe has a socket.
	 */
	public static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(ConnectionProbe.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private final Preparations connection;

	private @Nullable Long begun;

	private @Nullable Object trust;

	private @Nullable FailureReason probed;

	private @Nullable IotFailure found;

	private @Nullable Answer awaited;

	public ConnectionProbe(Preparations connection) {
		this.connection = connection;
	}

	boolean explains(IotFailure failure) {
		return this.connection.transports().isUnclear(failure);
	}

	/**
	 * Explain a failure.
	 * @param failure the failure
	 * @param explained receives the explanation or, if there is none, the failure itself;
	 * called on the engine, later or at once, unless the probe is cancelled
	 */
	void explain(IotFailure failure, Consumer<IotFailure> explained) {
		long now = this.connection.engine().nanoTime();
		Object present = this.connection.transports().trust();
		if (this.begun == null || now - this.begun >= INTERVAL.toNanos() || present != this.trust) {
			this.found = null;
			// one that resolves a name may hang, also from the run before
			if (this.connection.probing().compareAndSet(false, true)) {
				this.begun = now;
				this.trust = present;
				this.probed = failure.reason();
				begin(failure, explained);
				return;
			}
		}
		explained.accept(explained(failure));
	}

	private void begin(IotFailure failure, Consumer<IotFailure> explained) {
		EndpointProbe probe = this.connection.transports().probe(this.connection.settings());
		Answer answer = new Answer(failure, explained, probe);
		this.awaited = answer;
		answer.limit = this.connection.engine().schedule(() -> answer.take(Optional.empty()), LIMIT);
		try {
			this.connection.threads().execute(() -> run(answer));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("No thread for a probe", ex);
			this.connection.probing().set(false);
			answer.take(Optional.empty());
		}
	}

	@SuppressWarnings("CatchingUnchecked") // an explanation is not worth a connection
	private void run(Answer answer) {
		Optional<IotFailure> result = Optional.empty();
		try {
			result = answer.probe.run();
		}
		catch (Throwable ex) {
			logger.debug("The probe failed", LoggableException.of(ex));
		}
		this.connection.probing().set(false);
		Optional<IotFailure> outcome = result;
		this.connection.engine().execute(() -> answer.take(outcome));
	}

	private IotFailure explained(IotFailure failure) {
		IotFailure reason = this.found;
		return (reason == null || failure.reason() != this.probed) ? failure
				: new IotFailure(reason.reason(), failure.code(), failure.detail(), reason.summary(), reason.causes());
	}

	/**
	 * Forget what was found, which is not true of a later failure.
	 */
	void connected() {
		this.found = null;
	}

	/**
	 * End the probe that is under way, if there is one. Its failure is not reported.
	 */
	void cancel() {
		if (this.awaited != null) {
			this.awaited.end();
			this.begun = null;
		}
	}

	/**
	 * The answer to one failure, of the probe or of the time limit.
	 */
	private final class Answer {

		private final IotFailure failure;

		private final Consumer<IotFailure> explained;

		private final EndpointProbe probe;

		private Engine.@Nullable Timer limit;

		private Answer(IotFailure failure, Consumer<IotFailure> explained, EndpointProbe probe) {
			this.failure = failure;
			this.explained = explained;
			this.probe = probe;
		}

		private void take(Optional<IotFailure> result) {
			if (ConnectionProbe.this.awaited == this) {
				end();
				ConnectionProbe.this.found = result.orElse(null);
				this.explained.accept(explained(this.failure));
			}
		}

		private void end() {
			ConnectionProbe.this.awaited = null;
			if (this.limit != null) {
				this.limit.cancel();
			}
			this.probe.close();
		}

	}

}
