package io.github.iotcustomauth.internal.publishing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Publishes of the application's transactions, from the call to the commit.
 * <p>
 * The lock is never held while the database works. It decides whether a row is sent by
 * its transaction or by the start that reads the table, if both happen at once.
 */
final class JoinedPublishes {

	private static final IotFailure ROLLED_BACK = IotFailure.of(FailureReason.TRANSACTION_ROLLED_BACK);

	private static final IotFailure READ_ONLY = IotFailure.of(FailureReason.OUTBOX_FAILED,
			"The transaction is read-only: publish in one that may write");

	private static final IotFailure LOST = IotFailure.of(FailureReason.OUTBOX_FAILED,
			"Check its database: whether the transaction was committed is unknown, and the message may be sent after "
					+ "the next start");

	private final ReentrantLock lock = new ReentrantLock();

	private final PublishStore store;

	private final PendingPublishes pending;

	// rows of transactions that have not ended
	private final Set<Long> undecided = new HashSet<>();

	// committed before the table was read
	private final List<PendingPublish> early = new ArrayList<>();

	private boolean opened;

	JoinedPublishes(PublishStore store, PendingPublishes pending) {
		this.store = store;
		this.pending = pending;
	}

	/**
	 * Publish when a transaction commits. What it cannot store throws an exception, so
	 * that it is rolled back: its future cannot be waited for.
	 * @param message the message
	 * @param transaction the transaction
	 * @return the future of the publish
	 */
	CompletableFuture<@Nullable Void> publish(IotMessage message, PublishTransaction transaction) {
		Runnable beforeWaiting = () -> requireEnded(transaction);
		if (message.qos() == Qos.AT_MOST_ONCE) {
			PendingPublish publish = this.pending.newPublish(message, null, 0, beforeWaiting);
			transaction.join(new Member(publish));
			return publish;
		}
		PendingPublish candidate = this.pending.newPublish(message, null, 0);
		IotFailure refusal = transaction.isReadOnly() ? READ_ONLY : this.pending.refusal(candidate);
		if (refusal != null) {
			throw candidate.failed(refusal);
		}
		long number = append(candidate, transaction);
		PendingPublish publish = this.pending.newPublish(message, this.store, number, beforeWaiting);
		this.lock.lock();
		try {
			this.undecided.add(number);
		}
		finally {
			this.lock.unlock();
		}
		transaction.join(number, new Member(publish));
		return publish;
	}

	private static long append(PendingPublish candidate, PublishTransaction transaction) {
		try {
			return transaction.append(candidate.message());
		}
		catch (RuntimeException ex) {
			throw candidate.failed(StoredPublishes.NOT_KEPT, ex);
		}
	}

	private static void requireEnded(PublishTransaction transaction) {
		if (transaction.isOpenHere()) {
			throw new IllegalStateException("The message is sent after the commit: do not wait for it in the "
					+ "transaction that published it");
		}
	}

	/**
	 * Accept what the table had, except for what transactions send, and from now on what
	 * they commit.
	 * @param left what the table had, oldest first
	 * @return how many messages were left
	 */
	int open(List<PendingPublish> left) {
		this.lock.lock();
		try {
			Set<Long> own = new HashSet<>(this.undecided);
			this.early.forEach((publish) -> own.add(publish.number()));
			List<PendingPublish> others = left.stream().filter((publish) -> !own.contains(publish.number())).toList();
			this.pending.restore(others);
			this.early.forEach(this::acceptEarly);
			this.early.clear();
			this.opened = true;
			return others.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void acceptEarly(PendingPublish publish) {
		if (publish.isDone()) {
			// given up by its caller
			publish.settle();
		}
		else {
			this.pending.admit(publish, false);
		}
	}

	void close() {
		List<PendingPublish> kept;
		this.lock.lock();
		try {
			this.opened = false;
			kept = List.copyOf(this.early);
			this.early.clear();
		}
		finally {
			this.lock.unlock();
		}
		kept.forEach((publish) -> publish.end(publish.failed(StoredPublishes.KEPT)));
	}

	private @Nullable IotFailure handOver(PendingPublish publish) {
		this.lock.lock();
		try {
			this.undecided.remove(publish.number());
			if (publish.isStored() && !this.opened) {
				return this.pending.isClosed() ? StoredPublishes.KEPT : wait(publish);
			}
			IotFailure refusal = this.pending.admit(publish, false);
			return (refusal != null && publish.isStored()) ? StoredPublishes.KEPT : refusal;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable IotFailure wait(PendingPublish publish) {
		this.early.add(publish);
		return null;
	}

	private void forget(PendingPublish publish) {
		this.lock.lock();
		try {
			this.undecided.remove(publish.number());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Publish that takes part in a transaction.
	 */
	private final class Member implements PublishTransaction.Participant {

		private final PendingPublish publish;

		Member(PendingPublish publish) {
			this.publish = publish;
		}

		@Override
		public void committed() {
			if (this.publish.isDone()) {
				// given up by its caller
				this.publish.settle();
				forget(this.publish);
				return;
			}
			IotFailure refusal = handOver(this.publish);
			if (refusal != null) {
				this.publish.end(this.publish.failed(refusal));
			}
			else if (this.publish.isCancelled()) {
				// meanwhile
				JoinedPublishes.this.pending.abandon(this.publish);
			}
		}

		@Override
		public void rolledBack() {
			fail(ROLLED_BACK);
		}

		@Override
		public void lost() {
			fail(LOST);
		}

		private void fail(IotFailure failure) {
			forget(this.publish);
			this.publish.end(this.publish.failed(failure));
		}

	}

}
