package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from the table into the window, in order, as room appears.
 */
final class OutboxReader implements RowHandler {

	private static final Log logger = LogFactory.getLog(OutboxReader.class);

	private static final int CHUNK = 100;

	// publishes without a row may leave room as well
	private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

	private final PublishStore store;

	private final String clientId;

	private final OutboxDatabase database;

	private final PendingPublishes pending;

	private final OutboxWindow window;

	private final OutboxRemovals removals;

	private final OutboxThread.Task task;

	private final OutboxThread.Task poll;

	private boolean failing;

	/**
	 * Create a reader.
	 * @param store the store that has the rows
	 * @param clientId the client id of the messages
	 * @param thread the thread that works with the store
	 * @param database told about failures
	 * @param pending makes the publishes
	 * @param window takes the rows
	 * @param removals takes the rows that are not sent
	 */
	OutboxReader(PublishStore store, String clientId, OutboxThread thread, OutboxDatabase database,
			PendingPublishes pending, OutboxWindow window, OutboxRemovals removals) {
		this.store = store;
		this.clientId = clientId;
		this.database = database;
		this.pending = pending;
		this.window = window;
		this.removals = removals;
		this.task = thread.task(this::run);
		this.poll = thread.task(this::run);
	}

	/**
	 * Read soon, if there is room.
	 */
	void readSoon() {
		this.task.run(Duration.ZERO);
	}

	private void run() {
		if (!this.database.isUsable() || this.pending.closed() != null) {
			return;
		}
		try {
			if (readOnce()) {
				// rows are written and removed in between
				readSoon();
			}
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("The outbox cannot be read at the moment", ex);
			}
			this.failing = true;
			this.database.failed(ex);
		}
		finally {
			if (this.window.isReading()) {
				this.poll.run(POLL_INTERVAL);
			}
		}
	}

	private boolean readOnce() {
		ReadRequest request = this.window.request(CHUNK);
		if (request == null) {
			return false;
		}
		List<Long> numbers = this.store.waiting(this.clientId, request.limit());
		List<Long> unknown = this.window.unknown(numbers);
		List<Long> next = unknown.subList(0, Math.min(unknown.size(), request.room()));
		List<Row> rows = next.isEmpty() ? List.of() : read(next).stream().map(OutboxReader::withinLimits).toList();
		boolean room = this.window.load(rows, this);
		boolean all = numbers.size() < request.limit() && next.size() == unknown.size();
		return room && (!all || this.window.readAll(request, new HashSet<>(numbers), this));
	}

	private List<Row> read(List<Long> numbers) {
		try {
			return this.store.read(numbers);
		}
		catch (RuntimeException ex) {
			this.database.failed(ex);
			if (!this.database.isUsable()) {
				throw ex;
			}
			// one that the database cannot read costs no other
			return numbers.stream().flatMap((number) -> readAlone(number).stream()).toList();
		}
	}

	private List<Row> readAlone(long number) {
		try {
			return this.store.read(List.of(number));
		}
		catch (RuntimeException ex) {
			this.database.failed(ex);
			if (!this.database.isUsable()) {
				throw ex;
			}
			return List.of(new Row(number, null, FailureReason.INVALID_MESSAGE, "The database cannot read it"));
		}
	}

	// a rule may not have existed when the message was stored
	private static Row withinLimits(Row row) {
		try {
			if (row.message() != null) {
				MessageLimits.require(row.message());
			}
			return row;
		}
		catch (IllegalArgumentException ex) {
			return new Row(row.number(), null, FailureReason.INVALID_MESSAGE, ex.getMessage());
		}
	}

	@Override
	public PendingPublish restored(long number, IotMessage message) {
		PendingPublish publish = this.pending.newPublish(message, new StoredRow(number, this.window, this.removals),
				PendingPublishes.ANYWHERE);
		publish.whenComplete((nothing, ex) -> warn(ex));
		return publish;
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

	@Override
	public void unsent(Row row, @Nullable PendingPublish publish) {
		FailureReason reason = (row.failure() != null) ? row.failure() : FailureReason.INVALID_MESSAGE;
		if (reason == FailureReason.MESSAGE_EXPIRED) {
			logger.debug("Message " + row.number() + " of the outbox has expired");
			this.removals.remove(row.number());
		}
		else {
			this.removals.setAside(row.number(), reason, row.detail());
		}
		if (publish != null) {
			publish.end(publish.failed(IotFailure.of(reason)));
		}
	}

	@Override
	public void gone(PendingPublish publish) {
		publish.end(publish.failed(OutboxFailures.GONE));
	}

}
