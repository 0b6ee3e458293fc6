package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * QoS 1 publishes from the moment they are accepted until their PUBACK, in order. They
 * outlive the transport: what a lost one left unanswered is sent again on the next.
 * <p>
 * One lock guards the list, the live transport and the replay, so that publishes of
 * different threads reach the transport in the order of the list. No future is completed
 * under it.
 */
final class PendingPublishes {

	// publishes that are repeated before others get a chance at the lock
	private static final int CHUNK = 64;

	private static final IotFailure FULL = new IotFailure(Kind.THROTTLED, -1, "TOO_MANY_PENDING_PUBLISHES",
			"More QoS 1 messages wait for their acknowledgement than may; "
					+ "publish more slowly, or wait for the futures of earlier publishes");

	private static final IotFailure NOT_STORED = new IotFailure(Kind.CLOSED, -1, "OUTBOX_FAILED",
			"The outbox could not keep the message; check its database");

	private final ReentrantLock lock = new ReentrantLock();

	// taken before the other one, so that numbers and list have the same order
	private final ReentrantLock storeLock = new ReentrantLock();

	private final int maxCount;

	private final long maxBytes;

	private final PublishStore store;

	private @Nullable Entry head;

	private @Nullable Entry tail;

	private @Nullable Entry cursor;

	private boolean replaying;

	private int count;

	private long bytes;

	private @Nullable MqttTransport live;

	private @Nullable IotFailure closed;

	private CompletableFuture<@Nullable Void> empty = CompletableFuture.completedFuture(null);

	PendingPublishes(int maxCount, long maxBytes, PublishStore store) {
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
		this.store = store;
	}

	CompletableFuture<@Nullable Void> publish(IotMessage message) {
		Entry entry = new Entry(message);
		CompletableFuture<Integer> sent;
		this.storeLock.lock();
		try {
			IotFailure refusal = refusal(entry);
			if (refusal != null) {
				return CompletableFuture.failedFuture(entry.failed(refusal));
			}
			entry.number = this.store.append(message);
			sent = appendAndSend(entry);
			if (!entry.accepted) {
				this.store.remove(entry.number);
				return CompletableFuture.failedFuture(entry.failed(ConnectionLoop.CLOSED));
			}
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(new IotConnectionException(
					"Message for topic '" + message.topic() + "' was not published", NOT_STORED, ex));
		}
		finally {
			this.storeLock.unlock();
		}
		if (sent != null) {
			sent.whenComplete(entry);
		}
		return entry;
	}

	private @Nullable CompletableFuture<Integer> appendAndSend(Entry entry) {
		this.lock.lock();
		try {
			if (this.closed != null) {
				return null;
			}
			append(entry);
			return (this.live != null && !this.replaying) ? this.live.publish(entry.message) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable IotFailure refusal(Entry entry) {
		this.lock.lock();
		try {
			if (this.closed != null) {
				return this.closed;
			}
			return (this.count >= this.maxCount || this.bytes + entry.size() > this.maxBytes) ? FULL : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send everything that waits on a new transport, and what comes from now on.
	 * @param transport the new transport
	 */
	void attach(MqttTransport transport) {
		this.lock.lock();
		try {
			this.live = transport;
			this.cursor = this.head;
			this.replaying = true;
		}
		finally {
			this.lock.unlock();
		}
		boolean more = true;
		while (more) {
			more = replayChunk(transport);
		}
	}

	private boolean replayChunk(MqttTransport transport) {
		List<Entry> entries = new ArrayList<>(CHUNK);
		List<CompletableFuture<Integer>> sent = new ArrayList<>(CHUNK);
		List<Entry> abandoned = new ArrayList<>();
		this.lock.lock();
		try {
			while (this.live == transport && this.cursor != null && sent.size() < CHUNK) {
				Entry entry = this.cursor;
				this.cursor = entry.next;
				if (entry.isDone()) {
					abandoned.add(entry);
				}
				else {
					entries.add(entry);
					sent.add(transport.publish(entry.message));
				}
			}
			this.replaying = (this.live == transport && this.cursor != null);
		}
		finally {
			this.lock.unlock();
		}
		abandoned.forEach(Entry::abandon);
		for (int i = 0; i < sent.size(); i++) {
			sent.get(i).whenComplete(entries.get(i));
		}
		return sent.size() == CHUNK;
	}

	void detach() {
		this.lock.lock();
		try {
			this.live = null;
			this.cursor = null;
			this.replaying = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept publishes, after those that an earlier process left in the store.
	 */
	void open() {
		List<PublishStore.Stored> stored = this.store.load();
		this.lock.lock();
		try {
			this.closed = null;
			for (PublishStore.Stored message : stored) {
				Entry entry = new Entry(message.message());
				entry.number = message.number();
				append(entry);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuse further publishes.
	 * @param failure what to tell their callers
	 * @return a future that completes when all that was accepted has been acknowledged
	 */
	CompletableFuture<@Nullable Void> close(IotFailure failure) {
		this.lock.lock();
		try {
			this.closed = failure;
			return this.empty.copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give up everything that waits.
	 * @param failure what to tell the callers
	 * @return how many messages were given up, by topic
	 */
	Map<String, Integer> failAll(IotFailure failure) {
		List<Entry> abandoned = new ArrayList<>();
		CompletableFuture<@Nullable Void> drained;
		this.lock.lock();
		try {
			drained = this.empty;
			for (Entry entry = this.head; entry != null; entry = this.head) {
				unlink(entry);
				abandoned.add(entry);
			}
		}
		finally {
			this.lock.unlock();
		}
		Map<String, Integer> topics = new TreeMap<>();
		for (Entry entry : abandoned) {
			if (entry.completeExceptionally(entry.failed(failure))) {
				topics.merge(entry.message.topic(), 1, Integer::sum);
			}
		}
		drained.complete(null);
		this.store.flush();
		return topics;
	}

	private void append(Entry entry) {
		if (this.tail == null) {
			this.head = entry;
			this.empty = new CompletableFuture<>();
		}
		else {
			this.tail.next = entry;
			entry.previous = this.tail;
		}
		this.tail = entry;
		entry.linked = true;
		entry.accepted = true;
		this.count++;
		this.bytes += entry.size();
		if (this.replaying && this.cursor == null) {
			this.cursor = entry;
		}
	}

	private void unlink(Entry entry) {
		if (!entry.linked) {
			return;
		}
		entry.linked = false;
		if (this.cursor == entry) {
			this.cursor = entry.next;
		}
		if (entry.previous != null) {
			entry.previous.next = entry.next;
		}
		else {
			this.head = entry.next;
		}
		if (entry.next != null) {
			entry.next.previous = entry.previous;
		}
		else {
			this.tail = entry.previous;
		}
		this.count--;
		this.bytes -= entry.size();
	}

	/**
	 * A publish: the user's future, the callback of the transport and the link in the
	 * list in one object.
	 */
	private final class Entry extends CompletableFuture<@Nullable Void> implements BiConsumer<Integer, Throwable> {

		private final IotMessage message;

		private @Nullable Entry previous;

		private @Nullable Entry next;

		private long number;

		private boolean linked;

		private boolean accepted;

		Entry(IotMessage message) {
			this.message = message;
		}

		long size() {
			return (long) this.message.payload().length + this.message.topic().length();
		}

		@Override
		public void accept(@Nullable Integer reasonCode, @Nullable Throwable ex) {
			if (ex instanceof MqttTransport.TransportLostException) {
				return;
			}
			CompletableFuture<@Nullable Void> drained = remove();
			if (ex != null) {
				completeExceptionally(ex);
			}
			else if (reasonCode != null && reasonCode >= MqttReasonCodes.FIRST_ERROR) {
				completeExceptionally(failed(MqttReasonCodes.ofAcknowledgement(reasonCode)));
			}
			else {
				complete(null);
			}
			forget(drained);
		}

		// the user gave up on it
		private void abandon() {
			forget(remove());
		}

		private void forget(@Nullable CompletableFuture<@Nullable Void> drained) {
			if (drained != null) {
				drained.complete(null);
			}
			PendingPublishes.this.store.remove(this.number);
		}

		// the future to complete when this was the last entry
		private @Nullable CompletableFuture<@Nullable Void> remove() {
			PendingPublishes.this.lock.lock();
			try {
				unlink(this);
				return (PendingPublishes.this.head == null) ? PendingPublishes.this.empty : null;
			}
			finally {
				PendingPublishes.this.lock.unlock();
			}
		}

		IotConnectionException failed(IotFailure failure) {
			return new IotConnectionException("Message for topic '" + this.message.topic() + "' was not published",
					failure);
		}

	}

}
