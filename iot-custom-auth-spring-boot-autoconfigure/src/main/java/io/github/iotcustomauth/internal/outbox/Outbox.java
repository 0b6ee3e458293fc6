package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts QoS 1 publishes into a {@link PublishStore} before they are sent, and sends those
 * again that an earlier process left there. Publishes in a transaction of the application
 * join it. The table is the queue: as much of it as there is room for is in memory.
 * <p>
 * One thread works with the store, apart from the application's in its transactions:
 * {@link OutboxWriter} stores, {@link OutboxReader} reads and {@link OutboxRemovals}
 * removes; {@link OutboxDatabase} knows whether that makes sense, and
 * {@link OutboxWindow} what is in memory.
 */
public final class Outbox {

	private static final Log logger = LogFactory.getLog(Outbox.class);

	/**
	 * Failure of a publish that the outbox keeps for the next start.
	 */
	public static final IotFailure KEPT = IotFailure.of(FailureReason.KEPT_IN_OUTBOX);

	// for the last deletions, even when the rest has needed all the time
	private static final Duration TIME_TO_CLOSE = Duration.ofMillis(500);

	private final OutboxThread thread = new OutboxThread();

	private final PublishStore store;

	private final PendingPublishes pending;

	private final PublishTransactions transactions;

	private final OutboxDatabase database;

	private final OutboxWindow window;

	private final OutboxRemovals removals;

	private final OutboxWriter writer;

	private final JoinedPublishes joined;

	private final IotOutbox administration;

	/**
	 * Create an outbox. Nothing is read before {@link #open()}, or the first publish.
	 * @param store the store
	 * @param clientId the client id of the messages
	 * @param pending takes what is to be sent
	 */
	public Outbox(PublishStore store, String clientId, PendingPublishes pending) {
		this.store = store;
		this.pending = pending;
		this.transactions = store.transactions(clientId);
		this.database = new OutboxDatabase(store, clientId, this.thread);
		this.window = new OutboxWindow(pending);
		this.removals = new OutboxRemovals(store, this.thread, this.database, this.window::removed);
		OutboxReader reader = new OutboxReader(store, clientId, this.thread, this.database, pending, this.window,
				this.removals);
		this.writer = new OutboxWriter(store, clientId, this.thread, this.database, pending, this.window, this.removals,
				reader::readSoon);
		this.joined = new JoinedPublishes(this.database, pending, this.window, this.removals, reader::readSoon);
		this.administration = new DefaultIotOutbox(store, clientId, this.thread, this.database, this.window,
				reader::readSoon);
		this.removals.onRemoval(reader::readSoon);
		this.database.onRecovery(this.removals::resume);
		this.database.onRecovery(reader::readSoon);
		this.database.onCount(() -> {
			this.window.read();
			reader.readSoon();
		});
	}

	/**
	 * Publish at once, or after the commit of the present transaction.
	 * @param message the message
	 * @return the future of the publish
	 * @throws io.github.iotcustomauth.IotConnectionException if the transaction cannot
	 * store the message
	 */
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		PublishTransaction transaction = this.transactions.current();
		if (transaction != null) {
			ensureOpen();
			return this.joined.publish(message, transaction);
		}
		if (message.qos() == Qos.AT_MOST_ONCE) {
			return this.pending.publish(message);
		}
		ensureOpen();
		return this.writer.publish(message);
	}

	private @Nullable CompletableFuture<@Nullable Void> ensureOpen() {
		return this.thread.isStarted() ? null : openNow();
	}

	private synchronized @Nullable CompletableFuture<@Nullable Void> openNow() {
		if (this.thread.isStarted() || this.pending.closed() != null) {
			return null;
		}
		this.window.open(this.removals.numbers());
		this.thread.start();
		return this.database.open();
	}

	/**
	 * Send what an earlier process left, before everything else. A database that does not
	 * answer within the limit of a publish is waited for in the background.
	 * @throws PublishStore.UnusableException if the database needs the application's
	 * operator
	 */
	public void open() {
		CompletableFuture<@Nullable Void> opened = ensureOpen();
		if (opened == null) {
			return;
		}
		try {
			opened.get(this.store.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
			long rows = status().rows() - status().setAside();
			if (rows > 0) {
				logger.info(rows + " messages of an earlier start are in the outbox and will be sent first");
			}
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof PublishStore.UnusableException unusable) {
				this.thread.stop(() -> {
				}, TIME_TO_CLOSE);
				throw unusable;
			}
		}
		catch (TimeoutException ex) {
			logger.warn("The database of the outbox does not answer. The application starts without it");
			this.database.notAnswering();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the application may decide.
	 * @return the decisions
	 */
	public IotOutbox administration() {
		return this.administration;
	}

	/**
	 * Whether the table may have messages that are not in memory.
	 * @return whether new ones wait behind them
	 */
	public boolean isReading() {
		return this.window.isReading();
	}

	/**
	 * What became of the rows.
	 * @return a snapshot
	 */
	public OutboxStatus status() {
		return this.database.status();
	}

	/**
	 * Let the store finish. To be called when nothing is accepted any more.
	 * @param limit how long that may take
	 */
	public void close(Duration limit) {
		this.window.close();
		this.thread.stop(this.removals::finish, (limit.compareTo(TIME_TO_CLOSE) > 0) ? limit : TIME_TO_CLOSE);
		this.writer.failAll();
		this.removals.logLeft();
	}

}
