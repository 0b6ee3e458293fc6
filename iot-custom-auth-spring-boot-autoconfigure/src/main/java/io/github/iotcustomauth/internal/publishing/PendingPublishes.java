package io.github.iotcustomauth.internal.publishing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Publishes from the moment they are accepted until they are answered, in order. QoS 1
 * publishes outlive the transport: what a lost one left unanswered is sent again on the
 * next. QoS 0 publishes do not.
 * <p>
 * A publish is sent on the thread of its caller when nothing waits, and by the
 * {@link PublishPump} otherwise. One lock guards the list, the pump and the quarantine,
 * so that publishes of different threads reach the transport in the order of the list. No
 * future is completed under it.
 */
public final class PendingPublishes {

	/**
	 * All threads may wait for the publish.
	 */
	public static final Runnable ANYWHERE = () -> {
	};

	private final GuardedState state;

	private final PublishList list;

	private final PublishPump pump;

	private final Quarantine quarantine;

	private final Engine engine;

	private final PublishEnds ends;

	private final Executor callbacks;

	private volatile @Nullable IotFailure closed;

	/**
	 * Create an empty list.
	 * @param settings the bounds and the pace
	 * @param filters the filters that may be suspects as well
	 * @param engine sends what waits
	 * @param meters told what becomes of the publishes
	 * @param callbacks runs what is chained to the futures
	 * @param completions completes the futures
	 */
	public PendingPublishes(ConnectionSettings settings, SuspectFilters filters, Engine engine, ConnectionMeters meters,
			Executor callbacks, Executor completions) {
		ReentrantLock lock = new ReentrantLock();
		this.state = new GuardedState(lock);
		this.list = new PublishList(settings.maxPendingPublishes(), settings.maxPendingBytes());
		this.quarantine = new Quarantine(filters);
		this.pump = new PublishPump(lock, this.list, new PublishRate(settings.publishRate(), meters), this.quarantine,
				engine, this, meters);
		this.engine = engine;
		this.ends = new PublishEnds(meters, completions);
		this.callbacks = callbacks;
	}

	/**
	 * Publish, or fail the future at once if the message cannot be accepted.
	 * @param message the message
	 * @return the future of the publish
	 */
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		PendingPublish publish = newPublish(message, null, ANYWHERE);
		accept(publish, true);
		return publish;
	}

	/**
	 * Make a publish, which is not accepted yet.
	 * @param message the message
	 * @param row its durable copy, or {@code null}
	 * @param beforeWaiting throws an exception on a thread that must not wait for it, or
	 * {@link #ANYWHERE}
	 * @return the publish
	 */
	public PendingPublish newPublish(IotMessage message, @Nullable PublishRow row, Runnable beforeWaiting) {
		return new PendingPublish(message, this, this.callbacks, row, beforeWaiting);
	}

	/**
	 * Accept a publish whatever the bounds are, or fail its future.
	 * @param publish the publish
	 */
	public void acceptAnyway(PendingPublish publish) {
		accept(publish, false);
	}

	private void accept(PendingPublish publish, boolean bounded) {
		IotFailure refusal = admit(publish, bounded);
		if (refusal != null) {
			publish.end(publish.failed(refusal));
		}
	}

	/**
	 * Accept a publish, or say why not.
	 * @param publish the publish
	 * @return the failure, or {@code null} if it was accepted
	 */
	public @Nullable IotFailure admit(PendingPublish publish) {
		return admit(publish, true);
	}

	private @Nullable IotFailure admit(PendingPublish publish, boolean bounded) {
		return this.state.get((afterwards) -> {
			IotFailure refusal = refusal(publish, bounded);
			if (refusal == null) {
				append(publish, afterwards);
			}
			return refusal;
		});
	}

	/**
	 * How many publishes are accepted at once, if they are small.
	 * @param wanted how many are wanted
	 * @return the number, or 0 until a good part of the list has left
	 */
	public int room(int wanted) {
		return this.state.get((afterwards) -> this.list.room(wanted));
	}

	/**
	 * What waits.
	 * @return a snapshot
	 */
	public PublishingStatus status() {
		return this.state.get((afterwards) -> new PublishingStatus(this.list.count(), this.list.bytes(),
				this.list.inFlight(), this.quarantine.suspects(this.engine.nanoTime())));
	}

	private @Nullable IotFailure refusal(PendingPublish publish, boolean bounded) {
		if (this.closed != null) {
			return this.closed;
		}
		if (!this.pump.isAttached() && !publish.isAcknowledged()) {
			return PublishFailures.NOT_CONNECTED;
		}
		return (!bounded || this.list.hasRoomFor(publish.bytes()))
				? this.quarantine.refusal(publish, this.engine.nanoTime()) : PublishFailures.FULL;
	}

	private void append(PendingPublish publish, List<Runnable> afterwards) {
		if (this.list.isEmpty()) {
			this.ends.begin();
		}
		publish.acceptedAt = this.engine.nanoTime();
		this.list.add(publish);
		this.pump.appended(publish, afterwards);
	}

	/**
	 * Send everything that waits on a new transport, and what comes from now on.
	 * @param transport the new transport
	 */
	public void attach(MqttTransport transport) {
		this.state.change((afterwards) -> this.pump.attach(transport));
		this.pump.pump();
	}

	/**
	 * What the server received last, and may have hung up on.
	 * @return the operations
	 */
	public LastSent lastSent() {
		return this.state.get((afterwards) -> this.quarantine.lastSent(this.engine.nanoTime(), this.list));
	}

	/**
	 * Keep what is not answered for the next transport, and fail QoS 0 publishes. To be
	 * called before the filters of the session learn of the end.
	 * @param byServer whether the server closed the connection, perhaps because of what
	 * it received last
	 * @return whether a suspect was on trial, so that the next attempt need not wait
	 */
	public boolean detach(boolean byServer) {
		// changes on the engine only
		boolean trial = this.quarantine.isTrying();
		this.state.change((afterwards) -> {
			long now = this.engine.nanoTime();
			try {
				PendingPublish convicted = this.quarantine.ended(byServer, now, this.list);
				if (convicted != null) {
					IotFailure failure = new Suspect(convicted.topic()).failure();
					takeOut(convicted, convicted.failed(failure), () -> convicted.setAside(failure), afterwards);
				}
			}
			finally {
				this.pump.detach();
				failUnacknowledged(now, afterwards);
			}
		});
		return trial;
	}

	private void failUnacknowledged(long now, List<Runnable> afterwards) {
		for (PendingPublish publish : this.list.all()) {
			if (!publish.isAcknowledged()) {
				IotFailure paused = this.quarantine.refusal(publish, now);
				remove(publish, publish.failed((paused != null) ? paused : PublishFailures.NOT_CONNECTED), afterwards);
			}
		}
	}

	/**
	 * Accept publishes.
	 */
	public void open() {
		this.state.change((afterwards) -> this.closed = null);
	}

	// null while publishes are accepted
	public @Nullable IotFailure closed() {
		return this.closed;
	}

	/**
	 * Refuse further publishes.
	 * @param failure what to tell their callers
	 * @return a future that completes when all that was accepted has been answered
	 */
	public CompletableFuture<@Nullable Void> close(IotFailure failure) {
		return this.state.get((afterwards) -> {
			this.closed = failure;
			return this.ends.whenNone();
		});
	}

	/**
	 * Give up what waits. Rows stay in the store.
	 * @param stored those with a row, or those without
	 * @param failure what to tell the callers
	 * @return how many messages were given up, by topic
	 */
	public Map<String, Integer> fail(boolean stored, IotFailure failure) {
		Map<String, Integer> topics = new TreeMap<>();
		this.state.change((afterwards) -> {
			for (PendingPublish publish : this.list.all()) {
				if (publish.isStored() == stored) {
					topics.merge(PrintableText.of(publish.topic()), publish.isDone() ? 0 : 1, Integer::sum);
					takeOut(publish, publish.failed(failure), () -> {
					}, afterwards);
				}
			}
		});
		topics.values().removeIf((count) -> count == 0);
		return topics;
	}

	/**
	 * Remove a publish whose caller has completed the future.
	 * @param publish the publish
	 * @return whether it was accepted and not answered
	 */
	boolean abandon(PendingPublish publish) {
		return this.state.get((afterwards) -> {
			boolean listed = publish.listed;
			remove(publish, null, afterwards);
			return listed;
		});
	}

	/**
	 * A publish has its final outcome, accepted or not.
	 * @param publish the publish
	 * @param failure the failure of its future, or {@code null} if there is none
	 */
	void ended(PendingPublish publish, @Nullable Throwable failure) {
		this.ends.count(publish, failure);
	}

	/**
	 * Remove a publish that has its final answer. The row of one that was refused stays.
	 * @param publish the publish
	 * @param refusal the failure of its future, or {@code null} if it was successful
	 * @param afterwards what to run without the lock
	 */
	void answered(PendingPublish publish, @Nullable Throwable refusal, List<Runnable> afterwards) {
		Runnable row = (refusal != null) ? () -> publish.setAside(PublishFailures.reason(refusal)) : publish::settle;
		takeOut(publish, refusal, row, afterwards);
	}

	/**
	 * Remove a publish that need not be sent any more, and its row.
	 * @param publish the publish
	 * @param failure the failure of its future, or {@code null} if it was successful
	 * @param afterwards what to run without the lock
	 */
	void remove(PendingPublish publish, @Nullable Throwable failure, List<Runnable> afterwards) {
		takeOut(publish, failure, publish::settle, afterwards);
	}

	private void takeOut(PendingPublish publish, @Nullable Throwable failure, Runnable row, List<Runnable> afterwards) {
		if (!publish.listed) {
			return;
		}
		this.list.remove(publish);
		this.ends.end(publish, failure, row, this.list.isEmpty(), afterwards);
	}

}
