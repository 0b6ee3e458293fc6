package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts QoS 1 publishes into a {@link PublishStore} before they are sent, and sends those
 * again that an earlier process left there. Publishes in a transaction of the application
 * join it.
 * <p>
 * Outside of transactions the lock is held while the store works, so that its numbers and
 * the list of {@link PendingPublishes} have the same order. Neither transactions nor
 * PUBACKs need it.
 */
public final class StoredPublishes {

	private static final Log logger = LogFactory.getLog(StoredPublishes.class);

	/**
	 * Failure of a publish that the outbox keeps for the next start.
	 */
	public static final IotFailure KEPT = IotFailure.of(FailureReason.KEPT_IN_OUTBOX);

	private static final IotFailure INVALID = IotFailure.of(FailureReason.INVALID_MESSAGE,
			"Check the message in the outbox, which the log of the start names");

	static final IotFailure NOT_KEPT = IotFailure.of(FailureReason.OUTBOX_FAILED);

	private final ReentrantLock lock = new ReentrantLock();

	private final PublishStore store;

	private final String clientId;

	private final PendingPublishes pending;

	private final PublishTransactions transactions;

	private final JoinedPublishes joined;

	private boolean opened;

	private volatile boolean leftOpen;

	public StoredPublishes(PublishStore store, String clientId, PendingPublishes pending) {
		this.store = store;
		this.clientId = clientId;
		this.pending = pending;
		this.transactions = store.transactions(clientId);
		this.joined = new JoinedPublishes(store, pending);
	}

	/**
	 * Publish at once, or after the commit of the present transaction.
	 * @param message the message
	 * @return the future of the publish
	 * @throws IotConnectionException if the transaction cannot store the message
	 */
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		PublishTransaction transaction = this.transactions.current();
		if (transaction != null) {
			return this.joined.publish(message, transaction);
		}
		return (message.qos() == Qos.AT_LEAST_ONCE) ? publishAlone(message) : this.pending.publish(message);
	}

	private CompletableFuture<@Nullable Void> publishAlone(IotMessage message) {
		this.lock.lock();
		try {
			return keepAndPublish(message);
		}
		catch (RuntimeException ex) {
			PendingPublish failed = this.pending.newPublish(message, null, 0);
			failed.end(failed.failed(NOT_KEPT, ex));
			return failed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<@Nullable Void> keepAndPublish(IotMessage message) {
		PendingPublish candidate = this.pending.newPublish(message, null, 0);
		IotFailure refusal = this.pending.refusal(candidate);
		if (refusal == null) {
			// may have filled the list
			open();
			refusal = this.pending.refusal(candidate);
		}
		if (refusal != null) {
			candidate.end(candidate.failed(refusal));
			return candidate;
		}
		long number = this.store.append(message);
		PendingPublish publish = this.pending.newPublish(message, this.store, number);
		if (!this.pending.accept(publish)) {
			this.store.remove(number);
		}
		return publish;
	}

	/**
	 * Send what an earlier process left, before everything else. Does nothing the second
	 * time.
	 */
	public void open() {
		this.lock.lock();
		try {
			if (this.opened && !this.leftOpen) {
				return;
			}
			if (this.opened) {
				this.store.close(Duration.ZERO);
			}
			this.opened = false;
			this.leftOpen = false;
			List<PendingPublish> left = new ArrayList<>();
			for (PublishStore.Stored kept : this.store.open(this.clientId)) {
				if (isSetAside(kept)) {
					continue;
				}
				PendingPublish publish = this.pending.newPublish(kept.message(), this.store, kept.number());
				publish.whenComplete((nothing, ex) -> warn(ex));
				left.add(publish);
			}
			int restored = this.joined.open(left);
			this.opened = true;
			if (restored > 0) {
				logger.info(restored + " messages of an earlier start are in the outbox and will be sent first");
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// by a rule that did not exist when the message was stored
	private boolean isSetAside(PublishStore.Stored kept) {
		try {
			MessageLimits.require(kept.message());
			return false;
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Message " + kept.number() + " of the outbox, for topic '"
					+ PrintableText.of(kept.message().topic()) + "', cannot be sent and is set aside: "
					+ PrintableText.line(ex.getMessage()));
			this.store.setAside(kept.number(), INVALID);
			return true;
		}
	}

	// no caller has its future
	private static void warn(@Nullable Throwable ex) {
		if (ex instanceof IotConnectionException failed
				&& failed.getFailure().reason() == FailureReason.KEPT_IN_OUTBOX) {
			return;
		}
		if (ex != null) {
			logger.warn("A message of an earlier start was given up: " + ex.getMessage());
		}
	}

	/**
	 * Let the store finish. To be called when nothing is accepted any more.
	 * @param limit how long that may take
	 */
	public void close(Duration limit) {
		this.joined.close();
		long start = System.nanoTime();
		try {
			// a publisher may still be in it
			if (!this.lock.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				this.leftOpen = true;
				logger.warn("The outbox is still busy at the end and is left to itself");
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		try {
			if (this.opened) {
				this.opened = false;
				this.store.close(limit.minusNanos(System.nanoTime() - start));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
