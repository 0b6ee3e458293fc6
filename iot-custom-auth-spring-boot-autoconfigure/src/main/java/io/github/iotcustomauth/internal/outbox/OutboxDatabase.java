package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishStore.Counts;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * State of the database: whether it works, and how many rows it has. One that does not is
 * left alone for a moment, which a pool needs to notice that its connections are broken,
 * and then tried again until it works.
 */
final class OutboxDatabase {

	private static final Log logger = LogFactory.getLog(OutboxDatabase.class);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	// corrects what was counted in memory
	private static final Duration COUNT_INTERVAL = Duration.ofMinutes(5);

	private final PublishStore store;

	private final String clientId;

	private final OutboxThread.Task open;

	private final OutboxThread.Task count;

	// when it works again
	private final List<Runnable> recovered = new ArrayList<>();

	private final AtomicLong rows = new AtomicLong();

	private final AtomicLong setAside = new AtomicLong();

	private volatile @Nullable Counts counted;

	private volatile boolean usable;

	private volatile boolean failing;

	private volatile CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();

	/**
	 * Create the state of a database that was not asked for anything yet.
	 * @param store the store in it
	 * @param clientId the client id of the messages
	 * @param thread the thread that works with it
	 */
	OutboxDatabase(PublishStore store, String clientId, OutboxThread thread) {
		this.store = store;
		this.clientId = clientId;
		this.open = thread.task(this::tryToOpen);
		this.count = thread.task(this::count);
	}

	void onRecovery(Runnable listener) {
		this.recovered.add(listener);
	}

	/**
	 * Get ready.
	 * @return a future that completes when it works, and fails with the first failure;
	 * further attempts are made in that case
	 */
	CompletableFuture<@Nullable Void> open() {
		this.usable = false;
		this.failing = false;
		this.opened = new CompletableFuture<>();
		this.open.run(Duration.ZERO);
		return this.opened;
	}

	private void tryToOpen() {
		try {
			this.store.open(this.clientId);
			countNow();
		}
		catch (RuntimeException ex) {
			// a pool may have further broken connections, which are found one by one
			this.store.isUsable();
			unusable(ex);
			return;
		}
		if (this.failing) {
			logger.info("The database of the outbox can be used again");
		}
		this.usable = true;
		this.failing = false;
		this.opened.complete(null);
		this.recovered.forEach(Runnable::run);
		this.count.run(COUNT_INTERVAL);
	}

	private void unusable(RuntimeException ex) {
		if (!this.failing) {
			logger.error("The database of the outbox cannot be used. Messages are refused until it can", ex);
		}
		this.usable = false;
		this.failing = true;
		this.opened.completeExceptionally(ex);
		this.open.run(RETRY_INTERVAL);
	}

	/**
	 * Some work has failed. Find out whether the database has. On the thread of the
	 * outbox.
	 * @param ex the failure
	 */
	void failed(RuntimeException ex) {
		if (this.usable && !this.store.isUsable()) {
			unusable(ex);
		}
	}

	private void count() {
		try {
			if (this.usable) {
				countNow();
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The rows of the outbox cannot be counted", ex);
			failed(ex);
		}
		finally {
			this.count.run(COUNT_INTERVAL);
		}
	}

	private void countNow() {
		Counts counts = this.store.count(this.clientId);
		this.counted = counts;
		this.rows.set(counts.rows());
		this.setAside.set(counts.setAside());
	}

	boolean isUsable() {
		return this.usable;
	}

	/**
	 * Why a message would not be stored now.
	 * @param others the number of messages that are being stored
	 * @return the failure, or {@code null} if it is worth an attempt
	 */
	@Nullable IotFailure refusal(int others) {
		return this.failing ? OutboxFailures.UNAVAILABLE : full(others);
	}

	/**
	 * Whether there is room in the table.
	 * @param others the number of messages that are being stored
	 * @return the failure, or {@code null} if there is
	 */
	@Nullable IotFailure full(int others) {
		return (this.rows.get() + others < this.store.limits().maxRows()) ? null : OutboxFailures.FULL;
	}

	void added(int count) {
		this.rows.addAndGet(count);
	}

	void removed(int count, int keptAside) {
		this.rows.addAndGet(-count);
		this.setAside.addAndGet(keptAside);
	}

	void recount() {
		if (this.usable) {
			count();
		}
	}

	OutboxStatus status() {
		Counts counts = this.counted;
		return new OutboxStatus(this.usable ? null : OutboxFailures.UNAVAILABLE, this.rows.get(),
				this.store.limits().maxRows(), this.setAside.get(), (counts != null) ? counts.otherClients() : 0,
				(counts != null) ? counts.oldestOfOthers() : null);
	}

}
