package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.credentials.EncodedCredentials;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.MqttTransportFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: credentials, transport, and the connection that comes of them. Confined to
 * the engine thread; the callbacks of the transport are handed over to it.
 */
final class Attempt implements MqttTransport.Listener {

	private static final Log logger = LogFactory.getLog(Attempt.class);

	private final ConnectionSettings settings;

	private final MqttTransportFactory transports;

	private final InboundMessages inbound;

	private final EngineThread engine;

	private final Owner owner;

	private @Nullable Future<?> call;

	private @Nullable Future<?> timer;

	private @Nullable CustomAuthCredentials credentials;

	private @Nullable MqttTransport transport;

	private @Nullable Instant connectedAt;

	private boolean endedByServer;

	private boolean over;

	private boolean released = true;

	Attempt(ConnectionSettings settings, MqttTransportFactory transports, InboundMessages inbound, EngineThread engine,
			Owner owner) {
		this.settings = settings;
		this.transports = transports;
		this.inbound = inbound;
		this.engine = engine;
		this.owner = owner;
	}

	/**
	 * Ask for credentials and open a transport with them.
	 * @param provider the provider
	 * @param executor the executor for the call
	 */
	void begin(CustomAuthCredentialsProvider provider, ExecutorService executor) {
		CredentialsCall asked = CredentialsCall.ask(provider, executor);
		this.call = asked;
		limit(() -> asked
			.completeExceptionally(new TimeoutException("The credentials provider gave no answer in time")));
		asked.whenComplete((answer, ex) -> this.engine.execute(() -> {
			if (answer != null) {
				begin(answer);
			}
			else {
				end(CredentialsCall.failure(ex));
			}
		}));
	}

	/**
	 * Open a transport.
	 * @param given the credentials
	 */
	void begin(CustomAuthCredentials given) {
		if (this.over) {
			return;
		}
		this.credentials = given;
		try {
			EncodedCredentials encoded = EncodedCredentials.encode(given, this.settings.credentialsLocation());
			MqttTransport opened = this.transports.create(this.settings, encoded, this);
			this.transport = opened;
			this.released = false;
			limit(() -> end(opened.timedOut(this.settings.connectTimeout())));
			opened.open();
		}
		catch (IotConnectionException ex) {
			logger.debug("No transport", ex);
			end(ex.getFailure());
		}
		catch (IllegalArgumentException ex) {
			end(new IotFailure(Kind.CREDENTIALS, -1, "CREDENTIALS_INVALID", String.valueOf(ex.getMessage())));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("No transport", ex);
			end(new IotFailure(Kind.NETWORK, -1, "ATTEMPT_FAILED", "The attempt failed unexpectedly ("
					+ ex.getClass().getName() + "); check customizers, debug logging has the details"));
		}
	}

	private void limit(Runnable expired) {
		cancel(this.timer);
		this.timer = this.engine.schedule(expired, this.settings.connectTimeout());
	}

	private void end(IotFailure failure) {
		if (!this.over) {
			giveUp();
			this.owner.ended(this, failure);
		}
	}

	/**
	 * Give the attempt or the connection up. The owner is not told. Does nothing the
	 * second time.
	 */
	void giveUp() {
		if (this.over) {
			return;
		}
		this.over = true;
		cancel(this.timer);
		if (this.call != null) {
			this.call.cancel(true);
		}
		if (this.transport != null) {
			this.transport.close();
		}
	}

	/**
	 * Whether the server closed the connection, perhaps because of what it received.
	 * @return whether it did
	 */
	boolean isEndedByServer() {
		return this.endedByServer;
	}

	boolean isReleased() {
		return this.released;
	}

	@Nullable MqttTransport transport() {
		return this.transport;
	}

	@Nullable CustomAuthCredentials credentials() {
		return this.credentials;
	}

	/**
	 * How long the connection lasted.
	 * @return the duration up to now, or {@code null} if there was no connection
	 */
	@Nullable Duration connectedFor() {
		return (this.connectedAt != null) ? Duration.between(this.connectedAt, this.engine.now()) : null;
	}

	@Override
	public void onConnected(boolean sessionPresent) {
		// before the first message, which may come at once
		this.inbound.connected(sessionPresent);
		this.engine.execute(() -> {
			if (!this.over && this.transport != null) {
				cancel(this.timer);
				this.connectedAt = this.engine.now();
				this.owner.connected(this, this.transport, sessionPresent);
			}
		});
	}

	@Override
	public void onEnded(IotFailure failure, boolean byServer) {
		this.engine.execute(() -> {
			this.endedByServer = byServer;
			end(failure);
		});
	}

	@Override
	public void onMessage(IotMessage message, Runnable acknowledgement) {
		this.inbound.accept(message, acknowledgement);
	}

	@Override
	public void onReleased() {
		this.engine.execute(() -> {
			this.released = true;
			this.owner.released(this);
		});
	}

	private static void cancel(@Nullable Future<?> future) {
		if (future != null) {
			// the timer may be what runs at the moment
			future.cancel(false);
		}
	}

	/**
	 * Told about an attempt, on the engine thread.
	 */
	interface Owner {

		/**
		 * The server accepted the connection.
		 * @param attempt the attempt
		 * @param transport its transport
		 * @param sessionPresent whether the server kept the session
		 */
		void connected(Attempt attempt, MqttTransport transport, boolean sessionPresent);

		/**
		 * The attempt failed or its connection was lost.
		 * @param attempt the attempt
		 * @param failure why
		 */
		void ended(Attempt attempt, IotFailure failure);

		/**
		 * The transport has given back its native handles.
		 * @param attempt the attempt
		 */
		void released(Attempt attempt);

	}

}
