package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages outside of transactions: what several threads publish at a time shares
 * a commit. Each of them waits until its message is durable, within a limit of its own.
 */
final class OutboxWriter {

	private static final Log logger = LogFactory.getLog(OutboxWriter.class);

	private static final int MAX_BATCH = 100;

	private final Queue<StoreRequest> requests = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final PublishStore store;

	private final String clientId;

	private final OutboxDatabase database;

	private final PendingPublishes pending;

	private final OutboxWindow window;

	private final OutboxRemovals removals;

	private final Runnable readSoon;

	private final OutboxThread.Task task;

	/**
	 * Create a writer.
	 * @param store takes the messages
	 * @param clientId the client id of the messages
	 * @param thread the thread that works with the store
	 * @param database knows whether the store is worth an attempt
	 * @param pending makes the publishes
	 * @param window takes the rows
	 * @param removals takes the rows that are done with
	 * @param readSoon has the table read
	 */
	OutboxWriter(PublishStore store, String clientId, OutboxThread thread, OutboxDatabase database,
			PendingPublishes pending, OutboxWindow window, OutboxRemovals removals, Runnable readSoon) {
		this.store = store;
		this.clientId = clientId;
		this.database = database;
		this.pending = pending;
		this.window = window;
		this.removals = removals;
		this.readSoon = readSoon;
		this.task = thread.task(this::run);
	}

	/**
	 * Store a message, and publish it.
	 * @param message the message
	 * @return the future of the publish
	 */
	CompletableFuture<@Nullable Void> publish(IotMessage message) {
		PendingPublish candidate = this.pending.newPublish(message, null, PendingPublishes.ANYWHERE);
		IotFailure closed = this.pending.closed();
		IotFailure refusal = (closed != null) ? closed : this.database.refusal(this.size.get());
		if (refusal != null) {
			candidate.end(candidate.failed(refusal));
			return candidate;
		}
		StoreRequest request = new StoreRequest(candidate, message);
		this.size.incrementAndGet();
		try {
			this.requests.add(request);
			if (!this.task.run(Duration.ZERO)) {
				failAll();
			}
			return request.await(this.store.limits().timeout());
		}
		finally {
			this.size.decrementAndGet();
		}
	}

	// one batch at a time, so that other work has its turn
	private void run() {
		if (this.requests.isEmpty()) {
			return;
		}
		if (this.database.isUsable()) {
			write();
		}
		else {
			failAll();
		}
		if (!this.requests.isEmpty()) {
			this.task.run(Duration.ZERO);
		}
	}

	/**
	 * Fail what waits, because it will not be written.
	 */
	void failAll() {
		IotFailure closed = this.pending.closed();
		failAll((closed != null) ? closed : OutboxFailures.UNAVAILABLE);
	}

	private void failAll(IotFailure failure) {
		for (StoreRequest request = this.requests.poll(); request != null; request = this.requests.poll()) {
			if (request.take()) {
				request.failed(failure);
			}
		}
	}

	private void write() {
		List<StoreRequest> batch = new ArrayList<>();
		try {
			append(batch, () -> take(batch));
		}
		catch (RuntimeException ex) {
			if (ex instanceof PublishStore.RefusedException && batch.size() > 1) {
				writeAlone(batch);
			}
			else {
				failed(batch, ex);
			}
		}
	}

	// one message that the database does not want costs no other
	private void writeAlone(List<StoreRequest> batch) {
		for (int i = 0; i < batch.size(); i++) {
			StoreRequest request = batch.get(i);
			try {
				append(List.of(request), () -> List.of(request.message()));
			}
			catch (PublishStore.RefusedException ex) {
				failed(List.of(request), ex);
			}
			catch (RuntimeException ex) {
				failed(batch.subList(i, batch.size()), ex);
				return;
			}
		}
	}

	private void failed(List<StoreRequest> batch, RuntimeException ex) {
		this.database.suspect(ex);
		if (ex instanceof PublishStore.UncertainException) {
			// what was stored comes before what its publishers send from now on
			this.window.read();
		}
		batch.forEach((request) -> request.failed(OutboxFailures.of(ex), ex));
		this.database.failed(ex);
		if (this.window.isReading()) {
			this.readSoon.run();
		}
	}

	private List<IotMessage> take(List<StoreRequest> batch) {
		StoreRequest request = this.requests.poll();
		while (request != null) {
			if (request.take()) {
				batch.add(request);
			}
			request = (batch.size() < MAX_BATCH) ? this.requests.poll() : null;
		}
		return batch.stream().map(StoreRequest::message).toList();
	}

	private void append(List<StoreRequest> batch, Supplier<List<IotMessage>> messages) {
		List<Long> numbers = this.store.append(this.clientId, messages);
		Map<Long, PendingPublish> written = new TreeMap<>();
		for (int i = 0; i < numbers.size(); i++) {
			long number = numbers.get(i);
			written.put(number, this.pending.newPublish(batch.get(i).message(),
					new StoredRow(number, this.window, this.removals), PendingPublishes.ANYWHERE));
		}
		this.database.added(written.size());
		List<Long> seen = seen(written.values().stream().map(PendingPublish::topic).collect(Collectors.toSet()));
		List<PendingPublish> publishes = List.copyOf(written.values());
		this.window.committed(written, seen);
		for (int i = 0; i < publishes.size(); i++) {
			batch.get(i).stored(publishes.get(i));
		}
		if (this.window.isReading()) {
			this.readSoon.run();
		}
	}

	// transactions that were committed before these messages were published
	private List<Long> seen(Set<String> topics) {
		List<Long> undecided = this.window.undecidedOf(topics, 0);
		if (undecided.isEmpty()) {
			return undecided;
		}
		try {
			return List.copyOf(this.store.existing(undecided));
		}
		catch (RuntimeException ex) {
			logger.debug("The table is read instead, which gives the same order", ex);
			this.window.read();
			return List.of();
		}
	}

}
