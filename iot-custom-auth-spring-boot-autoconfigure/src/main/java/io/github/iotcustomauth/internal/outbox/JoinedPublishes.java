package io.github.iotcustomauth.internal.outbox;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Publishes of the application's transactions, from the call to the commit.
 */
final class JoinedPublishes {

	private final OutboxDatabase database;

	private final PendingPublishes pending;

	private final OutboxWindow window;

	private final OutboxRemovals removals;

	private final Runnable readSoon;

	/**
	 * Create publishes.
	 * @param database counts the rows
	 * @param pending makes the publishes, and takes those without a row
	 * @param window takes the rows
	 * @param removals takes the rows that are done with
	 * @param readSoon has the table read
	 */
	JoinedPublishes(OutboxDatabase database, PendingPublishes pending, OutboxWindow window, OutboxRemovals removals,
			Runnable readSoon) {
		this.database = database;
		this.pending = pending;
		this.window = window;
		this.removals = removals;
		this.readSoon = readSoon;
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
			PendingPublish publish = this.pending.newPublish(message, null, beforeWaiting);
			participant(transaction).add(null, publish);
			return publish;
		}
		PendingPublish candidate = this.pending.newPublish(message, null, PendingPublishes.ANYWHERE);
		IotFailure refusal = refusal(transaction);
		if (refusal != null) {
			throw ended(candidate, candidate.failed(refusal));
		}
		long number = append(message, candidate, transaction);
		PendingPublish publish = this.pending.newPublish(message, new StoredRow(number, this.window, this.removals),
				beforeWaiting);
		this.window.undecided(number, publish);
		participant(transaction).add(number, publish);
		return publish;
	}

	private @Nullable IotFailure refusal(PublishTransaction transaction) {
		if (transaction.isReadOnly()) {
			return OutboxFailures.READ_ONLY;
		}
		IotFailure closed = this.pending.closed();
		// the connection of the transaction tells whether the database works
		return (closed != null) ? closed : this.database.full(this.window.undecided());
	}

	private static long append(IotMessage message, PendingPublish candidate, PublishTransaction transaction) {
		try {
			return transaction.append(message);
		}
		catch (RuntimeException ex) {
			throw ended(candidate, candidate.failed(OutboxFailures.of(ex), ex));
		}
	}

	private static IotConnectionException ended(PendingPublish candidate, IotConnectionException failure) {
		candidate.end(failure);
		return failure;
	}

	private JoinedTransaction participant(PublishTransaction transaction) {
		return (JoinedTransaction) transaction
			.participant(() -> new JoinedTransaction(this.database, this.pending, this.window, this.readSoon));
	}

	private static void requireEnded(PublishTransaction transaction) {
		if (transaction.isOpenHere()) {
			throw new IllegalStateException("The message is sent after the commit: do not wait for it in the "
					+ "transaction that published it");
		}
	}

}
