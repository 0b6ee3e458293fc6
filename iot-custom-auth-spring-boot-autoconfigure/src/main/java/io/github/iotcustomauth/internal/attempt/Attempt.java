package io.github.iotcustomauth.internal.attempt;

import java.time.Duration;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.attempt.Preparation.Prepared;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.receiving.Inbound;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One transport: an attempt and, if it succeeds, the connection that comes of it.
 * Confined to the engine, to which the callbacks of the transport are handed over.
 */
public final class Attempt implements MqttTransport.Listener {

	private static final Log logger = LogFactory.getLog(Attempt.class);

	private static final IotFailure RELEASED = IotFailure.of(FailureReason.UNEXPECTED_ERROR,
			"The native client ended without telling why; check whether the application stops or closes it");

	private final Duration limit;

	private final Inbound inbound;

	private final Engine engine;

	private final ConnectionProbe probe;

	private final Owner owner;

	private Engine.@Nullable Timer timer;

	private @Nullable Preparation preparation;

	private @Nullable Prepared prepared;

	private @Nullable Long connectedAt;

	private volatile boolean over;

	private volatile boolean ending;

	private boolean opened;

	private boolean released = true;

	/**
	 * Create an attempt.
	 * @param limit how long it may take from opening the transport to CONNACK
	 * @param inbound receives the messages
	 * @param engine the engine
	 * @param probe explains why it failed
	 * @param owner told about the attempt
	 */
	public Attempt(Duration limit, Inbound inbound, Engine engine, ConnectionProbe probe, Owner owner) {
		this.limit = limit;
		this.inbound = inbound;
		this.engine = engine;
		this.probe = probe;
		this.owner = owner;
	}

	/**
	 * Wait for a transport. Giving the attempt up ends the preparation.
	 * @param preparation prepares the transport
	 */
	void await(Preparation preparation) {
		this.preparation = preparation;
	}

	/**
	 * Take the transport of the attempt, which listens to this object already.
	 * @param prepared the transport and the credentials that it presents
	 */
	void take(Prepared prepared) {
		this.prepared = prepared;
		this.released = false;
	}

	/**
	 * Open the transport.
	 */
	@SuppressWarnings("CatchingUnchecked")
	public void open() {
		MqttTransport transport = transport();
		if (this.over || transport == null) {
			return;
		}
		this.opened = true;
		this.timer = this.engine.schedule(() -> end(transport.timedOut(this.limit), false), this.limit);
		try {
			transport.open();
		}
		catch (Throwable ex) {
			logger.debug("The transport could not be opened", ex);
			end(Preparation.unexpected(ex), false);
		}
	}

	private void end(IotFailure failure, boolean byServer) {
		if (this.over || this.ending) {
			return;
		}
		if (!this.opened || this.connectedAt != null || !this.probe.explains(failure)) {
			tell(failure, byServer);
			return;
		}
		this.ending = true;
		hangUp();
		this.probe.explain(failure, (explained) -> tell(explained, byServer));
	}

	private void tell(IotFailure failure, boolean byServer) {
		if (!this.over && this.opened) {
			this.owner.ended(this, failure, byServer);
		}
		giveUp();
	}

	/**
	 * Close the transport. The owner is not told. Does nothing the second time.
	 */
	public void giveUp() {
		if (this.over) {
			return;
		}
		this.over = true;
		if (this.ending) {
			this.probe.cancel();
		}
		hangUp();
		if (this.prepared == null && this.preparation != null) {
			this.preparation.abandon();
		}
	}

	private void hangUp() {
		if (this.timer != null) {
			this.timer.cancel();
		}
		if (this.prepared != null) {
			Preparation.close(this.prepared.transport());
		}
	}

	public boolean isOver() {
		return this.over;
	}

	public boolean isOpened() {
		return this.opened;
	}

	public boolean isReleased() {
		return this.released;
	}

	public @Nullable CustomAuthCredentials credentials() {
		return (this.prepared != null) ? this.prepared.credentials() : null;
	}

	private @Nullable MqttTransport transport() {
		return (this.prepared != null) ? this.prepared.transport() : null;
	}

	/**
	 * How long the connection lasted.
	 * @return the duration up to now, or {@code null} if there was no connection
	 */
	public @Nullable Duration connectedFor() {
		Long since = this.connectedAt;
		return (since != null) ? Duration.ofNanos(this.engine.nanoTime() - since) : null;
	}

	@Override
	public void onConnected(boolean sessionPresent) {
		if (this.over || this.ending) {
			return;
		}
		this.inbound.connected(sessionPresent);
		this.engine.execute(() -> {
			MqttTransport transport = transport();
			if (!this.over && !this.ending && this.opened && transport != null && this.connectedAt == null) {
				if (this.timer != null) {
					this.timer.cancel();
				}
				this.connectedAt = this.engine.nanoTime();
				this.probe.connected();
				this.owner.connected(this, transport, sessionPresent);
			}
		});
	}

	@Override
	public void onEnded(IotFailure failure, boolean byServer) {
		this.engine.execute(() -> end(failure, byServer));
	}

	@Override
	public void onMessage(IotMessage message, Runnable acknowledgement) {
		this.inbound.accept(message, acknowledgement);
	}

	@Override
	public void onReleased() {
		this.engine.execute(() -> {
			this.released = true;
			end(RELEASED, false);
			this.owner.released(this);
		});
	}

	/**
	 * Told about an attempt, on the engine.
	 */
	public interface Owner {

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
		 * @param byServer whether the server hung up for a reason that may be in what it
		 * received
		 */
		void ended(Attempt attempt, IotFailure failure, boolean byServer);

		/**
		 * The transport has given back its native handles.
		 * @param attempt the attempt
		 */
		void released(Attempt attempt);

	}

}
