package io.github.iotcustomauth.internal.attempt;

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Preparation of one transport: asks the provider, encodes its credentials and creates a
 * transport, which is not opened here. Provider and customizers belong to the
 * application, so all of it runs on application threads.
 * <p>
 * It has the time of one attempt, and may be abandoned. A thread that does not return in
 * time is interrupted, and a transport that it creates all the same is closed at once.
 */
public final class Preparation {

	private static final Log logger = LogFactory.getLog(Preparation.class);

	private final Preparations connection;

	private final MqttTransport.Listener listener;

	private final Consumer<Prepared> prepared;

	private final Consumer<IotFailure> failed;

	private final Engine.Timer timer;

	private @Nullable Thread thread;

	private boolean over;

	private boolean interrupted;

	private boolean creating;

	/**
	 * Create a preparation.
	 * @param connection what all preparations of the connection share
	 * @param listener listens to the transport
	 * @param prepared receives the transport, on the engine
	 * @param failed receives the failure, on the engine
	 */
	Preparation(Preparations connection, MqttTransport.Listener listener, Consumer<Prepared> prepared,
			Consumer<IotFailure> failed) {
		this.connection = connection;
		this.listener = listener;
		this.prepared = prepared;
		this.failed = failed;
		this.timer = connection.engine().schedule(this::expired, connection.settings().connectTimeout());
	}

	void begin() {
		run(this::ask);
	}

	private void run(Runnable step) {
		try {
			this.connection.threads().execute(() -> runHere(step));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("No thread for an attempt", ex);
			fail(unexpected(ex));
		}
	}

	private void runHere(Runnable step) {
		synchronized (this) {
			if (this.over) {
				return;
			}
			this.thread = Thread.currentThread();
		}
		try {
			step.run();
		}
		finally {
			returned();
		}
	}

	private synchronized void returned() {
		if (this.thread == Thread.currentThread()) {
			this.thread = null;
			if (this.interrupted) {
				// the interruption must not disturb the next user of the thread
				this.interrupted = false;
				Thread.interrupted();
				this.connection.hanging().decrementAndGet();
			}
		}
	}

	@SuppressWarnings({ "CatchingUnchecked", "NullAway" }) // may return null all the same
	private void ask() {
		try {
			this.connection.discardUnwanted();
			this.connection.provider().getCredentials().whenComplete((credentials, ex) -> {
				if (credentials != null) {
					this.connection.failing().set(false);
					run(() -> create(credentials));
				}
				else {
					fail(providerFailure(ex));
				}
			});
		}
		catch (Throwable ex) {
			fail(providerFailure(ex));
		}
	}

	// an exception of a provider may carry secrets, so that only its type is named
	private IotFailure providerFailure(@Nullable Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		boolean first = this.connection.failing().compareAndSet(false, true);
		if (cause instanceof IotConnectionException known && known.getFailure().kind() == Kind.CREDENTIALS) {
			logger.debug("The credentials provider failed", LoggableException.withoutText(cause));
			return known.getFailure();
		}
		if (cause != null && (first || logger.isDebugEnabled())) {
			// each attempt has a line of its own, so that one stack trace is enough
			logger.warn("The credentials provider failed; its stack trace is logged once, or at level DEBUG each time",
					LoggableException.withoutText(cause));
		}
		return IotFailure.of(FailureReason.CREDENTIALS_PROVIDER_FAILED)
			.withDetail(-1, (cause != null) ? cause.getClass().getSimpleName() : "it returned null");
	}

	@SuppressWarnings("CatchingUnchecked")
	private void create(CustomAuthCredentials credentials) {
		synchronized (this) {
			this.creating = true;
		}
		EncodedCredentials encoded;
		try {
			encoded = EncodedCredentials.encode(credentials, this.connection.settings().credentialsLocation());
		}
		catch (IllegalArgumentException ex) {
			fail(IotFailure.of(FailureReason.CREDENTIALS_INVALID, String.valueOf(ex.getMessage())));
			return;
		}
		try {
			created(new Prepared(credentials,
					this.connection.transports().create(this.connection.settings(), encoded, this.listener)));
		}
		catch (IotConnectionException ex) {
			logger.debug("No transport", LoggableException.of(ex));
			fail(ex.getFailure());
		}
		catch (Throwable ex) {
			logger.debug("No transport", LoggableException.of(ex));
			fail(unexpected(ex));
		}
	}

	public static IotFailure unexpected(Throwable ex) {
		return IotFailure.of(FailureReason.UNEXPECTED_ERROR).withDetail(-1, ex.getClass().getName());
	}

	private void created(Prepared created) {
		Engine engine = this.connection.engine();
		if (isOver() || engine.isStopped()) {
			close(created.transport());
			return;
		}
		engine.execute(() -> {
			if (end(false)) {
				this.prepared.accept(created);
			}
			else {
				close(created.transport());
			}
		});
	}

	static void close(MqttTransport transport) {
		try {
			transport.close();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A transport could not be closed", LoggableException.of(ex));
		}
	}

	private synchronized boolean isOver() {
		return this.over;
	}

	/**
	 * End the preparation with a failure, on any thread.
	 * @param failure the failure
	 */
	void fail(IotFailure failure) {
		this.connection.engine().execute(() -> {
			if (end(false)) {
				this.failed.accept(failure);
			}
		});
	}

	private void expired() {
		FailureReason reason;
		synchronized (this) {
			reason = this.creating ? FailureReason.CLIENT_NOT_CREATED_IN_TIME
					: FailureReason.CREDENTIALS_PROVIDER_TIMEOUT;
		}
		if (end(true)) {
			this.failed.accept(IotFailure.of(reason));
		}
	}

	/**
	 * Give the preparation up, on the engine. Does nothing when it is over.
	 */
	void abandon() {
		end(true);
	}

	// a thread that has brought the result is about to return and hangs nowhere
	private synchronized boolean end(boolean interrupting) {
		if (this.over) {
			return false;
		}
		this.over = true;
		this.timer.cancel();
		if (interrupting && this.thread != null) {
			this.interrupted = true;
			this.connection.hanging().incrementAndGet();
			this.thread.interrupt();
		}
		return true;
	}

	/**
	 * A transport that has not been opened.
	 *
	 * @param credentials the credentials that it presents
	 * @param transport the transport
	 */
	record Prepared(CustomAuthCredentials credentials, MqttTransport transport) {
	}

}
