package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishStore.Counts;
import io.github.iotcustomauth.internal.store.PublishStore.FullException;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import io.github.iotcustomauth.internal.store.PublishStore.RefusedException;
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

	private Runnable afterCount = () -> {
	};

	private final AtomicLong rows = new AtomicLong();

	private final AtomicLong setAside = new AtomicLong();

	private volatile Duration age = Duration.ZERO;

	private volatile List<OtherClient> others = List.of();

	private volatile boolean usable;

	private volatile boolean failing;

	// whether it has just failed
	private volatile boolean suspected;

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
		this.count = thread.task(this::countAgain);
	}

	void onRecovery(Runnable listener) {
		this.recovered.add(listener);
	}

	/**
	 * Say what to do now and then.
	 * @param listener run after each regular count, on the thread of the outbox
	 */
	void onCount(Runnable listener) {
		this.afterCount = listener;
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
		}
		catch (RuntimeException | Error ex) {
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
		count();
		this.opened.complete(null);
		this.recovered.forEach(Runnable::run);
	}

	/**
	 * It needs longer than the start of the application waits.
	 */
	void notAnswering() {
		this.failing = !this.usable;
	}

	private void unusable(Throwable ex) {
		if (!this.failing) {
			logger.error("The database of the outbox cannot be used. Messages are refused until it can", ex);
		}
		this.usable = false;
		this.failing = true;
		this.opened.completeExceptionally(ex);
		this.open.run(RETRY_INTERVAL);
	}

	/**
	 * Some work has failed, and publishers are about to learn of it. Until
	 * {@link #failed(RuntimeException)} further ones are refused, since a pool may need
	 * long to find out that it has no connection.
	 * @param ex the failure
	 */
	void suspect(RuntimeException ex) {
		this.suspected = this.usable && !(ex instanceof RefusedException || ex instanceof FullException);
	}

	/**
	 * Some work has failed. Find out whether the database has. On the thread of the
	 * outbox.
	 * @param ex the failure
	 */
	void failed(RuntimeException ex) {
		if (!this.usable) {
			return;
		}
		suspect(ex);
		if (!this.store.isUsable()) {
			unusable(ex);
		}
		this.suspected = false;
	}

	private void countAgain() {
		if (this.usable) {
			count();
			this.afterCount.run();
		}
	}

	// a table that is too large for it works nevertheless
	private void count() {
		try {
			Counts counts = this.store.count(this.clientId);
			this.rows.set(counts.rows());
			this.setAside.set(counts.setAside());
			this.age = counts.age();
			this.others = this.store.countOthers(this.clientId);
		}
		catch (RuntimeException ex) {
			logger.debug("The rows of the outbox cannot be counted", ex);
			failed(ex);
		}
		finally {
			this.count.run(COUNT_INTERVAL);
		}
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
		return (this.failing || this.suspected) ? OutboxFailures.UNAVAILABLE : full(others);
	}

	/**
	 * Whether there is room in the table, for messages that wait and for those that are
	 * set aside.
	 * @param others the number of messages that are being stored
	 * @return the failure, or {@code null} if there is
	 */
	@Nullable IotFailure full(int others) {
		long max = this.store.limits().maxRows();
		long aside = this.setAside.get();
		return (this.rows.get() - aside + others < max && aside < max) ? null : OutboxFailures.FULL;
	}

	void added(int count) {
		this.rows.addAndGet(count);
	}

	void removed(int count, int keptAside) {
		this.rows.addAndGet(-count);
		this.setAside.addAndGet(keptAside);
	}

	OutboxStatus status() {
		long all = Math.max(0, this.rows.get());
		long aside = Math.max(0, this.setAside.get());
		return new OutboxStatus((this.usable && !this.suspected) ? null : OutboxFailures.UNAVAILABLE, all,
				this.store.limits().maxRows(), aside, (all > aside) ? this.age : Duration.ZERO, this.others);
	}

}
