package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.internal.attempt.Preparation;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.receiving.InboundMessages;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What lives from a start of a connection to its stop, and the order of stopping. Each
 * start makes a new run, but all of them share the engine of the connection, which is
 * never stopped: what a transport reports after the end of its run still arrives, and a
 * stop is carried out even if its caller cannot wait for it.
 */
final class ConnectionRun {

	private static final Log logger = LogFactory.getLog(ConnectionRun.class);

	private static final Duration TIME_TO_DISCONNECT = Duration.ofSeconds(1);

	private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(1);

	private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(2);

	private final ConnectionLoop loop;

	private final Engine engine;

	private final Ports ports;

	private final InboundMessages inbound;

	private final @Nullable Outbox outbox;

	private final EventQueue events;

	private long deadline;

	private boolean interrupted;

	/**
	 * Create a run.
	 * @param loop the loop
	 * @param engine the engine
	 * @param ports the parts of the connection
	 * @param inbound the receiver of messages
	 * @param outbox keeps publishes beyond the end of the process, or {@code null}
	 * @param events runs event listeners
	 */
	ConnectionRun(ConnectionLoop loop, Engine engine, Ports ports, InboundMessages inbound, @Nullable Outbox outbox,
			EventQueue events) {
		this.loop = loop;
		this.engine = engine;
		this.ports = ports;
		this.inbound = inbound;
		this.outbox = outbox;
		this.events = events;
	}

	/**
	 * Start to connect.
	 * @param delay when
	 * @return see {@link ConnectionLoop#start(Duration)}
	 */
	CompletableFuture<@Nullable Void> start(Duration delay) {
		this.ports.pending().open();
		if (this.outbox != null) {
			this.outbox.open();
		}
		this.events.open();
		this.inbound.start();
		this.engine.onFailure(this::failedUnexpectedly);
		return this.loop.start(delay);
	}

	// recovering may fail as well
	@SuppressWarnings("CatchingUnchecked")
	private void failedUnexpectedly(Throwable ex) {
		try {
			this.loop.recover(Preparation.unexpected(ex));
		}
		catch (Throwable again) {
			logger.error("The connection recovers from an unexpected failure later", again);
			this.engine.schedule(() -> failedUnexpectedly(again), RECOVERY_INTERVAL);
		}
	}

	ConnectionLoop loop() {
		return this.loop;
	}

	/**
	 * Take no more messages.
	 * @return completes when the handlers have finished
	 */
	CompletableFuture<@Nullable Void> stopReceiving() {
		return this.inbound.stop();
	}

	/**
	 * Stop: take no more messages, let the handlers finish, wait for the acknowledgments
	 * of what was published, disconnect and complete every future. On an interrupted
	 * thread all of it happens within a second.
	 * @param timeout how long all of it may take
	 * @param handled completes when the handlers of all connections have finished, which
	 * may publish by this one
	 */
	void stop(Duration timeout, CompletableFuture<?> handled) {
		this.deadline = System.nanoTime() + timeout.toNanos();
		// what handlers have published needs time as well
		CompletableFuture<@Nullable Void> own = this.inbound.stop();
		await(CompletableFuture.allOf(own, handled), left().dividedBy(2));
		this.inbound.interrupt();
		CompletableFuture<@Nullable Void> flushed = this.ports.pending().close(ConnectionLoop.CLOSED);
		if (!flushed.isDone() && this.loop.live() == null) {
			// it may just be made anew
			await(this.loop.whenConnected(), TIME_TO_CONNECT);
		}
		boolean connected = this.loop.live() != null;
		if (connected) {
			await(flushed, left().minus(TIME_TO_DISCONNECT));
			await(this.loop.sendAcknowledgments(), LastAcknowledgments.LIMIT);
		}
		// an attempt that hangs in TCP or TLS gives its handles back much later
		await(this.loop.stop(), connected ? left() : TIME_TO_DISCONNECT);
		this.loop.terminate();
		failUnsent();
		await(this.ports.filters().failUnanswered(ConnectionLoop.CLOSED), left());
		if (this.outbox != null) {
			this.outbox.close(left());
		}
		await(this.events.whenIdle(), left());
		this.events.interrupt();
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void failUnsent() {
		Map<String, Integer> kept = this.ports.pending().fail(true, Outbox.KEPT);
		if (!kept.isEmpty()) {
			logger
				.info("Messages without acknowledgment at the end, kept in the outbox: " + PrintableText.counts(kept));
		}
		Map<String, Integer> lost = this.ports.pending().fail(false, ConnectionLoop.CLOSED);
		if (!lost.isEmpty()) {
			logger.warn("Messages without acknowledgment at the end: " + PrintableText.counts(lost));
		}
	}

	// on the monotonic clock: the other may be set while the application stops
	private Duration left() {
		return Duration.ofNanos(this.deadline - System.nanoTime());
	}

	private void await(CompletableFuture<@Nullable Void> future, Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		boolean waiting = true;
		while (waiting) {
			try {
				long left = Math.min(end, this.deadline) - System.nanoTime();
				future.get(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
				waiting = false;
			}
			catch (TimeoutException | ExecutionException ex) {
				logger.debug("Closing the connection goes on without waiting", ex);
				waiting = false;
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
				this.deadline = Math.min(this.deadline, System.nanoTime() + TIME_TO_DISCONNECT.toNanos());
			}
		}
	}

}
