package io.github.iotcustomauth.internal.outbox;

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
import io.github.iotcustomauth.internal.publishing.GuardedState;
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

	// so that a large transaction does not slow others down
	private static final int MAX_UNDECIDED = 500;

	private final GuardedState state = new GuardedState(new ReentrantLock());

	private final PendingPublishes pending;

	// rows that are in memory, or on their way out of the table
	private final Set<Long> known = new HashSet<>();

	// committed by this process and not in memory
	private final Map<Long, WaitingRow> waiting = new HashMap<>();

	// of transactions that have not told their end
	private final Map<Long, PendingPublish> undecided = new HashMap<>();

	// whether the table may have rows that are not known
	private boolean reading = true;

	private long requests;

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
		this.state.change((afterwards) -> {
			if (this.undecided.size() >= this.pending.room(this.undecided.size() + 1)) {
				publish.unload();
			}
			this.undecided.put(number, publish);
		});
	}

	int undecided() {
		return this.state.get((afterwards) -> this.undecided.size());
	}

	/**
	 * Rows of transactions that have not told their end.
	 * @param topics their topics
	 * @param own how many of them the caller has itself
	 * @return the numbers of the rows, or none if the table is read instead because there
	 * are many
	 */
	List<Long> undecidedOf(Set<String> topics, int own) {
		return this.state.get((afterwards) -> {
			List<Long> numbers = this.undecided.entrySet()
				.stream()
				.filter((entry) -> topics.contains(entry.getValue().topic()))
				.map(Map.Entry::getKey)
				.toList();
			boolean many = numbers.size() > own + MAX_UNDECIDED;
			this.reading |= many;
			return many ? List.of() : numbers;
		});
	}

	/**
	 * The transaction of a row was rolled back, or its end is not known.
	 * @param number the number of the row
	 * @return whether it was not handed over before, because it was seen
	 */
	boolean forget(long number) {
		return this.state.get((afterwards) -> this.undecided.remove(number) != null);
	}

	/**
	 * Send committed rows in their order, or let them wait for their turn.
	 * @param written rows written outside of transactions, by number
	 * @param seen rows of transactions, which may have been handed over already
	 */
	void committed(Map<Long, PendingPublish> written, Collection<Long> seen) {
		this.state.change((afterwards) -> {
			SortedMap<Long, PendingPublish> next = new TreeMap<>(written);
			for (Long number : seen) {
				PendingPublish publish = this.undecided.remove(number);
				if (publish != null) {
					next.put(number, publish);
				}
			}
			next.forEach((number, publish) -> place(number, publish, afterwards));
		});
	}

	private void place(long number, PendingPublish publish, List<Runnable> afterwards) {
		this.reading |= !publish.isLoaded();
		if (publish.isGivenUp()) {
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
			afterwards.add(() -> keep(publish));
		}
		return refusal == null;
	}

	private static void keep(PendingPublish publish) {
		publish.end(publish.failed(Outbox.KEPT));
	}

	private void keepWaiting(long number, PendingPublish publish) {
		publish.unload();
		this.waiting.put(number, new WaitingRow(publish, this.requests));
	}

	/**
	 * Give up a row that its caller does not want any more, if it is not in memory.
	 * @param number the number of the row
	 * @return whether it is to be removed
	 */
	boolean withdraw(long number) {
		return this.state.get((afterwards) -> {
			boolean withdrawn = this.waiting.remove(number) != null;
			if (withdrawn) {
				this.known.add(number);
			}
			return withdrawn;
		});
	}

	/**
	 * Rows have left the table, or are set aside in it.
	 * @param numbers the numbers of the rows
	 */
	void removed(Collection<Long> numbers) {
		this.state.change((afterwards) -> numbers.forEach(this.known::remove));
	}

	/**
	 * The table may have rows that are not known.
	 */
	void read() {
		this.state.change((afterwards) -> this.reading = true);
	}

	/**
	 * What to read next.
	 * @param wanted how many rows at most
	 * @return the request, or {@code null} if there is no room or nothing to read
	 */
	@Nullable ReadRequest request(int wanted) {
		return this.state.get((afterwards) -> {
			int room = this.reading ? this.pending.room(wanted) : 0;
			return (room > 0) ? new ReadRequest(this.known.size() + room, room, ++this.requests) : null;
		});
	}

	boolean isReading() {
		return this.state.get((afterwards) -> this.reading);
	}

	List<Long> unknown(List<Long> numbers) {
		return this.state
			.get((afterwards) -> numbers.stream().filter((number) -> !this.known.contains(number)).toList());
	}

	/**
	 * Send what was read.
	 * @param rows the rows, in their order
	 * @param handler makes publishes of rows, and is told about those that are not sent
	 * @return whether all of them found room
	 */
	boolean load(List<Row> rows, RowHandler handler) {
		return this.state.get((afterwards) -> {
			boolean room = true;
			for (int i = 0; i < rows.size() && room; i++) {
				room = load(rows.get(i), handler, afterwards);
			}
			return room;
		});
	}

	private boolean load(Row row, RowHandler handler, List<Runnable> afterwards) {
		long number = row.number();
		if (this.known.contains(number)) {
			// withdrawn meanwhile
			return true;
		}
		PendingPublish own = own(number);
		if (row.message() == null) {
			this.known.add(number);
			afterwards.add(() -> handler.unsent(row, own));
			return true;
		}
		PendingPublish publish = (own != null) ? own : handler.restored(number, row.message());
		if (publish.isGivenUp()) {
			this.known.add(number);
			afterwards.add(publish::settle);
			return true;
		}
		publish.load(row.message());
		boolean admitted = admit(number, publish, afterwards);
		if (!admitted && own == null) {
			this.waiting.remove(number);
		}
		return admitted;
	}

	private @Nullable PendingPublish own(long number) {
		WaitingRow row = this.waiting.remove(number);
		return (row != null) ? row.publish() : this.undecided.remove(number);
	}

	/**
	 * All rows were read that were there when the request was made. Rows that are gone
	 * are not waited for.
	 * @param request the request
	 * @param existing the rows that were there
	 * @param handler told about publishes whose rows are gone
	 * @return whether there may be more by now
	 */
	boolean readAll(ReadRequest request, Set<Long> existing, RowHandler handler) {
		return this.state.get((afterwards) -> {
			this.waiting.entrySet().removeIf((entry) -> {
				WaitingRow row = entry.getValue();
				boolean gone = row.since() < request.number() && !existing.contains(entry.getKey());
				if (gone) {
					afterwards.add(() -> handler.gone(row.publish()));
				}
				return gone;
			});
			this.reading = !this.waiting.isEmpty();
			return this.reading;
		});
	}

	/**
	 * Start again: everything that is in the table is to be read.
	 * @param leaving rows that are on their way out
	 */
	void open(Collection<Long> leaving) {
		this.state.change((afterwards) -> {
			this.known.clear();
			this.known.addAll(leaving);
			this.reading = true;
		});
	}

	/**
	 * Give up the futures of what is not in memory. The rows stay.
	 */
	void close() {
		this.state.change((afterwards) -> {
			this.waiting.values().forEach((row) -> afterwards.add(() -> keep(row.publish())));
			this.waiting.clear();
			this.reading = true;
		});
	}

	/**
	 * Row that is not in memory, and that a future waits for.
	 *
	 * @param publish its publish
	 * @param since the number of the last request before it was committed
	 */
	private record WaitingRow(PendingPublish publish, long since) {
	}

}
