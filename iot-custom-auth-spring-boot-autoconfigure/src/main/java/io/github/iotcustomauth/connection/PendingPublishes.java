package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.transport.MqttTransport;
import org.jspecify.annotations.Nullable;

/**
 * QoS 1 publishes from the moment they are accepted until their PUBACK, in order. They
 * outlive the transport: what a lost one left unanswered is sent again on the next.
 * <p>
 * One lock guards the list and the live transport, so that publishes of different threads
 * reach the transport in the order of the list. No future is completed under it.
 */
final class PendingPublishes {

	// publishes that are repeated before others get a chance at the lock
	private static final int CHUNK = 64;

	private static final int THROTTLED_SECONDS = 5;

	private static final IotFailure FULL = new IotFailure(Kind.THROTTLED, -1, "TOO_MANY_PENDING_PUBLISHES",
			"More QoS 1 messages wait for their acknowledgement than may; "
					+ "publish more slowly, or wait for the futures of earlier publishes");

	private final ReentrantLock lock = new ReentrantLock();

	private final PublishList list;

	private @Nullable MqttTransport live;

	private @Nullable IotFailure closed;

	private CompletableFuture<@Nullable Void> empty = CompletableFuture.completedFuture(null);

	PendingPublishes(int maxCount, long maxBytes) {
		this.list = new PublishList(maxCount, maxBytes);
	}

	CompletableFuture<@Nullable Void> publish(IotMessage message) {
		PendingPublish publish = new PendingPublish(message, this, null);
		publish(publish);
		return publish;
	}

	/**
	 * Publish, or fail the future if there is no room for it.
	 * @param publish what to publish
	 * @return whether it was accepted
	 */
	boolean publish(PendingPublish publish) {
		CompletableFuture<Integer> sent = null;
		IotFailure refusal;
		this.lock.lock();
		try {
			refusal = refusalOf(publish.message());
			if (refusal == null) {
				sent = appendAndSend(publish);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (refusal != null) {
			publish.fail(refusal);
		}
		if (sent != null) {
			sent.whenComplete(publish);
		}
		return refusal == null;
	}

	/**
	 * Why a message would not be accepted now.
	 * @param message the message
	 * @return the failure, or {@code null} if it would be
	 */
	@Nullable IotFailure refusal(IotMessage message) {
		this.lock.lock();
		try {
			return refusalOf(message);
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable IotFailure refusalOf(IotMessage message) {
		if (this.closed != null) {
			return this.closed;
		}
		return this.list.hasRoomFor(message) ? null : FULL;
	}

	private @Nullable CompletableFuture<Integer> appendAndSend(PendingPublish publish) {
		if (this.list.isEmpty()) {
			this.empty = new CompletableFuture<>();
		}
		if (this.live == null || this.list.hasUnsent()) {
			this.list.addUnsent(publish);
			return null;
		}
		this.list.add(publish);
		return this.live.publish(publish.message());
	}

	/**
	 * Send everything that waits on a new transport, and what comes from now on.
	 * @param transport the new transport
	 */
	void attach(MqttTransport transport) {
		this.lock.lock();
		try {
			this.live = transport;
			this.list.rewind();
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
		List<PendingPublish> publishes = new ArrayList<>(CHUNK);
		List<CompletableFuture<Integer>> sent = new ArrayList<>(CHUNK);
		List<PendingPublish> abandoned = new ArrayList<>();
		boolean more;
		this.lock.lock();
		try {
			PendingPublish publish = (this.live == transport) ? this.list.nextUnsent() : null;
			while (publish != null) {
				if (publish.isDone()) {
					abandoned.add(publish);
				}
				else {
					publishes.add(publish);
					sent.add(transport.publish(publish.message()));
				}
				publish = (sent.size() < CHUNK) ? this.list.nextUnsent() : null;
			}
			more = this.live == transport && this.list.hasUnsent();
		}
		finally {
			this.lock.unlock();
		}
		abandoned.forEach(PendingPublish::abandon);
		for (int i = 0; i < sent.size(); i++) {
			sent.get(i).whenComplete(publishes.get(i));
		}
		return more;
	}

	/**
	 * Send a publish again that the server did not want so soon.
	 * @param publish the publish
	 */
	void sendLater(PendingPublish publish) {
		CompletableFuture.delayedExecutor(THROTTLED_SECONDS, TimeUnit.SECONDS).execute(() -> sendAgain(publish));
	}

	private void sendAgain(PendingPublish publish) {
		CompletableFuture<Integer> sent = null;
		this.lock.lock();
		try {
			if (publish.listed && this.live != null) {
				sent = this.live.publish(publish.message());
			}
		}
		finally {
			this.lock.unlock();
		}
		if (sent != null) {
			sent.whenComplete(publish);
		}
	}

	void detach() {
		this.lock.lock();
		try {
			this.live = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept publishes.
	 */
	void open() {
		this.lock.lock();
		try {
			this.closed = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept what was accepted earlier, whatever the bounds are now.
	 * @param publishes the publishes, oldest first
	 */
	void restore(List<PendingPublish> publishes) {
		this.lock.lock();
		try {
			for (PendingPublish publish : publishes) {
				if (this.list.isEmpty()) {
					this.empty = new CompletableFuture<>();
				}
				this.list.addUnsent(publish);
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
		List<PendingPublish> abandoned = new ArrayList<>();
		CompletableFuture<@Nullable Void> drained;
		this.lock.lock();
		try {
			drained = this.empty;
			for (PendingPublish first = this.list.removeFirst(); first != null; first = this.list.removeFirst()) {
				abandoned.add(first);
			}
		}
		finally {
			this.lock.unlock();
		}
		Map<String, Integer> topics = new TreeMap<>();
		for (PendingPublish publish : abandoned) {
			if (publish.fail(failure)) {
				topics.merge(publish.message().topic(), 1, Integer::sum);
			}
		}
		drained.complete(null);
		return topics;
	}

	/**
	 * Take a publish out.
	 * @param publish the publish
	 * @return the future to complete because it was the last, or {@code null}
	 */
	@Nullable CompletableFuture<@Nullable Void> remove(PendingPublish publish) {
		this.lock.lock();
		try {
			this.list.remove(publish);
			return this.list.isEmpty() ? this.empty : null;
		}
		finally {
			this.lock.unlock();
		}
	}

}
