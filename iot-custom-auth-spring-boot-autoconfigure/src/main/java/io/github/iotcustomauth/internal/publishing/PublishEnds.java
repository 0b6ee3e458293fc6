package io.github.iotcustomauth.internal.publishing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ends publishes that have left the list: notes it in the store, tells the meters, and
 * completes the futures. Guarded by the lock of {@link PendingPublishes}, but for what
 * runs after it.
 */
final class PublishEnds {

	private static final Log logger = LogFactory.getLog(PendingPublishes.class);

	private final ConnectionMeters meters;

	private final Executor completions;

	private CompletableFuture<@Nullable Void> none = CompletableFuture.completedFuture(null);

	/**
	 * Create the ends.
	 * @param meters told what becomes of the publishes
	 * @param completions completes the futures
	 */
	PublishEnds(ConnectionMeters meters, Executor completions) {
		this.meters = meters;
		this.completions = completions;
	}

	/**
	 * Note the first publish of a list that was empty.
	 */
	void begin() {
		this.none = new CompletableFuture<>();
	}

	/**
	 * Wait until the list is empty.
	 * @return a future that completes when all publishes have ended
	 */
	CompletableFuture<@Nullable Void> whenNone() {
		return this.none.copy();
	}

	/**
	 * End a publish without the lock.
	 * @param publish the publish
	 * @param failure the failure of its future, or {@code null} if it was successful
	 * @param row what becomes of its row
	 * @param last whether the list is empty now
	 * @param afterwards what to run without the lock
	 */
	void end(PendingPublish publish, @Nullable Throwable failure, Runnable row, boolean last,
			List<Runnable> afterwards) {
		CompletableFuture<@Nullable Void> drained = last ? this.none : null;
		afterwards.add(() -> {
			try {
				row.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("The outbox could not note the end of a message, which may be sent again", ex);
			}
			this.completions.execute(() -> {
				publish.end(failure);
				if (drained != null) {
					drained.complete(null);
				}
			});
		});
	}

	/**
	 * Tell the meters about a final outcome, of a publish that was accepted or not.
	 * @param publish the publish
	 * @param failure the failure of its future, or {@code null} if there is none
	 */
	void count(PendingPublish publish, @Nullable Throwable failure) {
		if (failure != null) {
			this.meters.publishFailed(PublishFailures.reason(failure).reason());
		}
		else if (publish.isGivenUp()) {
			this.meters.publishCanceled();
		}
		else {
			this.meters.published();
		}
	}

}
