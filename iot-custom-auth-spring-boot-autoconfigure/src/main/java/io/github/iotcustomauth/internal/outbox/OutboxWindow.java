package io.github.iotcustomauth.internal.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import org.jspecify.annotations.Nullable;

/**
 * The part of the table that is in memory. As long as that is all of it, a committed
 * message goes straight to the pending ones. Otherwise its future waits here until
 * {@link OutboxReader} gets to the row, so that rows are sent in their order.
 * <p>
 * A row that another database connection can see is committed, even if the transaction
 * has not told so yet: it is handed over when it is seen, before those that follow it.
 * <p>
 * The lock is never held while the database works, and no future is completed under it.
 */
final class OutboxWindow {

	private final ReentrantLock lock = new ReentrantLock();

	private final PendingPublishes pending;

	// rows that are in memory, or on their way out of the table
	private final Set<Long> known = new HashSet<>();

	// committed by this process and not in memory
	private final Map<Long, PendingPublish> waiting = new HashMap<>();

	// of transactions that have not told their end
	private final Map<Long, PendingPublish> undecided = new HashMap<>();

	// whether the table may have rows that are not known
	private boolean reading = true;

	/**
	 * Create a window of a table that has not been read.
	 * @param pending takes what is to be sent
	 */
	OutboxWindow(PendingPublishes pending) {
		this.pending = pending;
	}

	/**
	 * Wait for the end of a transaction.
	 * @param number the number of the row that it has written
	 * @param publish the publish
	 */
	void undecided(long number, PendingPublish publish) {
		this.lock.lock();
		try {
			if (this.undecided.size() >= this.pending.room(this.undecided.size() + 1)) {
				publish.unload();
			}
			this.undecided.put(number, publish);
		}
		finally {
			this.lock.unlock();
		}
	}

	int undecided() {
		this.lock.lock();
		try {
			return this.undecided.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Rows of transactions that have not told their end.
	 * @param topics their topics
	 * @return the numbers of the rows
	 */
	List<Long> undecidedOf(Set<String> topics) {
		this.lock.lock();
		try {
			return this.undecided.entrySet()
				.stream()
				.filter((entry) -> topics.contains(entry.getValue().topic()))
				.map(Map.Entry::getKey)
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The transaction of a row was rolled back, or its end is not known.
	 * @param number the number of the row
	 */
	void forget(long number) {
		this.lock.lock();
		try {
			this.undecided.remove(number);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send committed rows in their order, or let them wait for their turn.
	 * @param written rows written outside of transactions, by number
	 * @param seen rows of transactions, which may have been handed over already
	 */
	void committed(Map<Long, PendingPublish> written, Collection<Long> seen) {
		List<Runnable> afterwards = new ArrayList<>();
		this.lock.lock();
		try {
			SortedMap<Long, PendingPublish> next = new TreeMap<>(written);
			for (Long number : seen) {
				PendingPublish publish = this.undecided.remove(number);
				if (publish != null) {
					next.put(number, publish);
				}
			}
			next.forEach((number, publish) -> place(number, publish, afterwards));
		}
		finally {
			this.lock.unlock();
			afterwards.forEach(Runnable::run);
		}
	}

	private void place(long number, PendingPublish publish, List<Runnable> afterwards) {
		this.reading |= !publish.isLoaded();
		if (publish.isDone()) {
			// given up by its caller
			this.known.add(number);
			afterwards.add(publish::settle);
		}
		else if (this.reading && this.pending.closed() == null) {
			keepWaiting(number, publish);
		}
		else {
			admit(number, publish, afterwards);
		}
	}

	// whether it has left the table
	private boolean admit(long number, PendingPublish publish, List<Runnable> afterwards) {
		IotFailure refusal = this.pending.admit(publish);
		if (refusal == null) {
			this.known.add(number);
		}
		else if (refusal.reason() == FailureReason.TOO_MANY_PENDING_PUBLISHES) {
			this.reading = true;
			keepWaiting(number, publish);
		}
		else {
			afterwards.add(() -> publish.end(publish.failed(Outbox.KEPT)));
		}
		return refusal == null;
	}

	private void keepWaiting(long number, PendingPublish publish) {
		publish.unload();
		this.waiting.put(number, publish);
	}

	/**
	 * Give up a row that its caller does not want any more, if it is not in memory.
	 * @param number the number of the row
	 * @return whether it is to be removed
	 */
	boolean withdraw(long number) {
		this.lock.lock();
		try {
			boolean withdrawn = this.waiting.remove(number) != null;
			if (withdrawn) {
				this.known.add(number);
			}
			return withdrawn;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Rows have left the table, or are set aside in it.
	 * @param numbers the numbers of the rows
	 */
	void removed(Collection<Long> numbers) {
		this.lock.lock();
		try {
			numbers.forEach(this.known::remove);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The table may have rows that are not known.
	 */
	void read() {
		this.lock.lock();
		try {
			this.reading = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What to read next.
	 * @param wanted how many rows at most
	 * @return the request, or {@code null} if there is no room or nothing to read
	 */
	@Nullable Request request(int wanted) {
		this.lock.lock();
		try {
			int room = this.reading ? this.pending.room(wanted) : 0;
			return (room > 0) ? new Request(this.known.size() + room, room, Set.copyOf(this.waiting.keySet())) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isReading() {
		this.lock.lock();
		try {
			return this.reading;
		}
		finally {
			this.lock.unlock();
		}
	}

	List<Long> unknown(List<Long> numbers) {
		this.lock.lock();
		try {
			return numbers.stream().filter((number) -> !this.known.contains(number)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send what was read.
	 * @param rows the rows, in their order
	 * @param restored makes the publish of a row that this process did not write, or
	 * whose future is lost
	 * @param ends told about rows that are not sent
	 * @return whether all of them found room
	 */
	boolean load(List<Row> rows, Restored restored, Ends ends) {
		List<Runnable> afterwards = new ArrayList<>();
		this.lock.lock();
		try {
			boolean room = true;
			for (int i = 0; i < rows.size() && room; i++) {
				room = load(rows.get(i), restored, ends, afterwards);
			}
			return room;
		}
		finally {
			this.lock.unlock();
			afterwards.forEach(Runnable::run);
		}
	}

	private boolean load(Row row, Restored restored, Ends ends, List<Runnable> afterwards) {
		long number = row.number();
		if (this.known.contains(number)) {
			// withdrawn meanwhile
			return true;
		}
		PendingPublish publish = this.waiting.remove(number);
		publish = (publish != null) ? publish : this.undecided.remove(number);
		if (row.message() == null) {
			this.known.add(number);
			PendingPublish unsent = publish;
			afterwards.add(() -> ends.unsent(row, unsent));
			return true;
		}
		boolean own = publish != null;
		publish = own ? publish : restored.publish(number, row.message());
		if (publish.isDone()) {
			this.known.add(number);
			afterwards.add(publish::settle);
			return true;
		}
		publish.load(row.message());
		boolean admitted = admit(number, publish, afterwards);
		if (!admitted && !own) {
			this.waiting.remove(number);
		}
		return admitted;
	}

	/**
	 * All rows were read that were there when the request was made. Rows that are gone
	 * are not waited for.
	 * @param request the request
	 * @param existing the rows that were there
	 * @param gone told about publishes whose rows are gone
	 * @return whether there may be more by now
	 */
	boolean readAll(Request request, Set<Long> existing, Ends gone) {
		List<PendingPublish> lost = new ArrayList<>();
		this.lock.lock();
		try {
			for (Long number : request.waiting()) {
				PendingPublish publish = existing.contains(number) ? null : this.waiting.remove(number);
				if (publish != null) {
					lost.add(publish);
				}
			}
			this.reading = !this.waiting.isEmpty();
			return this.reading;
		}
		finally {
			this.lock.unlock();
			lost.forEach(gone::gone);
		}
	}

	/**
	 * Start again: everything that is in the table is to be read.
	 * @param leaving rows that are on their way out
	 */
	void open(Collection<Long> leaving) {
		this.lock.lock();
		try {
			this.known.clear();
			this.known.addAll(leaving);
			this.reading = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give up the futures of what is not in memory. The rows stay.
	 */
	void close() {
		List<PendingPublish> kept;
		this.lock.lock();
		try {
			kept = List.copyOf(this.waiting.values());
			this.waiting.clear();
			this.reading = true;
		}
		finally {
			this.lock.unlock();
		}
		kept.forEach((publish) -> publish.end(publish.failed(Outbox.KEPT)));
	}

	/**
	 * Request for rows.
	 *
	 * @param limit how many of the first rows to look at
	 * @param room how many of those that are not known to read
	 * @param waiting rows that a future waits for
	 */
	record Request(int limit, int room, Set<Long> waiting) {
	}

	/**
	 * Makes publishes of rows.
	 */
	interface Restored {

		PendingPublish publish(long number, IotMessage message);

	}

	/**
	 * Told about rows that are not sent.
	 */
	interface Ends {

		/**
		 * A row cannot be sent.
		 * @param row the row
		 * @param publish its publish, or {@code null}
		 */
		void unsent(Row row, @Nullable PendingPublish publish);

		/**
		 * A row is gone.
		 * @param publish its publish
		 */
		void gone(PendingPublish publish);

	}

}
