package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.publishing.PendingPublish.State;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the publishes of a list in order, at the pace of the server and as the quarantine
 * allows, and takes the answers. Guarded by the lock of {@link PendingPublishes}, which
 * {@link #pump()} on the engine and the answers on native threads take by themselves.
 */
final class PublishPump {

	// publishes that are sent before others get a chance at the lock
	private static final int CHUNK = 64;

	private static final long POLL = Duration.ofMillis(100).toNanos();

	private final ReentrantLock lock;

	private final PublishList list;

	private final PublishRate rate;

	private final Quarantine quarantine;

	private final Engine engine;

	private final PendingPublishes owner;

	private final ConnectionMeters meters;

	private @Nullable MqttTransport live;

	// when the first message expires or may be sent again
	private long sweepAt = Long.MAX_VALUE;

	private Engine.@Nullable Timer timer;

	private long timerAt;

	PublishPump(ReentrantLock lock, PublishList list, PublishRate rate, Quarantine quarantine, Engine engine,
			PendingPublishes owner, ConnectionMeters meters) {
		this.lock = lock;
		this.list = list;
		this.rate = rate;
		this.quarantine = quarantine;
		this.engine = engine;
		this.owner = owner;
		this.meters = meters;
	}

	boolean isAttached() {
		return this.live != null;
	}

	void attach(MqttTransport transport) {
		this.live = transport;
		this.quarantine.connected(this.engine.nanoTime(),
				(answered) -> transport.roundTrip().whenComplete((answer, ex) -> answered.accept(ex == null)));
		wakeAt(this.engine.nanoTime());
	}

	void detach() {
		this.live = null;
		this.rate.disconnected(this.engine.nanoTime());
		for (PendingPublish publish = this.list.first(); publish != null; publish = publish.next) {
			if (publish.state == State.IN_FLIGHT) {
				this.list.mark(publish, State.UNSENT);
			}
		}
		this.list.rewind();
		sweepAt(this.engine.nanoTime());
	}

	/**
	 * Send a publish that was appended to the list, if none waits before it.
	 * @param publish the publish
	 * @param afterwards what to run without the lock
	 */
	void appended(PendingPublish publish, List<Runnable> afterwards) {
		long now = this.engine.nanoTime();
		long left = publish.left(now);
		if (left != Long.MAX_VALUE) {
			sweepAt(now + left);
		}
		if (this.live != null && this.list.nextUnsent() == publish) {
			trySend(this.live, publish, now, afterwards);
		}
	}

	/**
	 * Send what waits and may be sent, fail what has expired, and go on with trials.
	 */
	void pump() {
		boolean more = true;
		while (more) {
			List<Runnable> afterwards = new ArrayList<>();
			this.lock.lock();
			try {
				long now = this.engine.nanoTime();
				if (this.timer != null) {
					this.timer.cancel();
					this.timer = null;
				}
				if (this.sweepAt <= now) {
					sweep(now, afterwards);
				}
				more = this.live != null && sendChunk(this.live, now, afterwards);
			}
			finally {
				if (this.sweepAt != Long.MAX_VALUE) {
					wakeAt(this.sweepAt);
				}
				this.lock.unlock();
				afterwards.forEach(Runnable::run);
			}
		}
	}

	private boolean sendChunk(MqttTransport transport, long now, List<Runnable> afterwards) {
		boolean more = true;
		for (int i = 0; i < CHUNK && more; i++) {
			PendingPublish publish = this.list.nextUnsent();
			more = publish != null && trySend(transport, publish, now, afterwards);
		}
		boolean allSent = this.list.nextUnsent() == null;
		PendingPublish suspect = this.quarantine.tick(now, this.list);
		if (suspect != null) {
			send(transport, suspect, now, afterwards);
		}
		if (this.quarantine.isBusy(this.list)) {
			wakeAt(now + POLL);
		}
		// those of a topic that was acquitted are unsent again
		return more || (allSent && this.list.nextUnsent() != null);
	}

	// whether the next one has a chance
	private boolean trySend(MqttTransport transport, PendingPublish publish, long now, List<Runnable> afterwards) {
		if (publish.isGivenUp()) {
			this.owner.remove(publish, null, afterwards);
			return true;
		}
		if (this.quarantine.holds(publish.topic())) {
			this.list.mark(publish, State.HELD);
			wakeAt(now);
			return true;
		}
		long wait = this.quarantine.holdsAll() ? POLL : this.rate.take(now, publish.bytes());
		if (wait > 0) {
			wakeAt(now + wait);
			return false;
		}
		send(transport, publish, now, afterwards);
		return true;
	}

	private void send(MqttTransport transport, PendingPublish publish, long now, List<Runnable> afterwards) {
		this.list.mark(publish, State.IN_FLIGHT);
		publish.sentAt = now;
		CompletableFuture<Integer> sent;
		try {
			sent = transport.publish(publish.toSend(now));
			this.rate.sent(publish, now);
			this.quarantine.sent(publish, now);
		}
		catch (RuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		catch (Error ex) {
			// a fault neither of the message nor of its caller: it is sent again
			delay(publish, now);
			if (this.engine.isCurrent()) {
				throw ex;
			}
			this.engine.fail(ex);
			return;
		}
		CompletableFuture<Integer> answer = sent;
		afterwards.add(() -> answer.whenComplete((code, ex) -> {
			try {
				answered(publish, transport, code, ex);
			}
			catch (RuntimeException | Error failure) {
				// the future that this is chained to would keep it to itself; the attempt
				// ends, and what is in flight is sent again
				this.engine.fail(failure);
			}
		}));
	}

	private void answered(PendingPublish publish, MqttTransport transport, @Nullable Integer code,
			@Nullable Throwable wrapped) {
		Throwable ex = (wrapped instanceof CompletionException && wrapped.getCause() != null) ? wrapped.getCause()
				: wrapped;
		List<Runnable> afterwards = new ArrayList<>(1);
		this.lock.lock();
		try {
			// an earlier transport has no say about what has been sent again
			boolean current = this.live == transport;
			if (PublishFailures.isSentAgain(publish, ex)) {
				return;
			}
			if (current && !(ex instanceof TransportLostException)) {
				long now = this.engine.nanoTime();
				this.quarantine.answered(publish, ex == null, now);
				if (publish.isAcknowledged()) {
					acknowledged(publish, ex == null, now);
				}
			}
			if (PublishFailures.isThrottled(publish, code)) {
				if (current && publish.listed) {
					delay(publish, this.engine.nanoTime());
				}
				return;
			}
			this.owner.answered(publish, PublishFailures.of(publish, code, ex), afterwards);
		}
		finally {
			this.lock.unlock();
		}
		afterwards.forEach(Runnable::run);
	}

	private void acknowledged(PendingPublish publish, boolean byServer, long now) {
		if (byServer) {
			this.meters.acknowledged(now - publish.sentAt);
		}
		long wait = this.rate.acknowledged(publish, now);
		if (wait >= 0) {
			wakeAt(now + wait);
		}
	}

	private void delay(PendingPublish publish, long now) {
		this.list.mark(publish, State.DELAYED);
		publish.dueAt = now + PublishFailures.backOff(publish.refusals++, this.engine.random()).toNanos();
		sweepAt(publish.dueAt);
	}

	// in a while, because it looks at the whole list
	private void sweep(long now, List<Runnable> afterwards) {
		this.sweepAt = Long.MAX_VALUE;
		long next = Long.MAX_VALUE;
		PendingPublish publish = this.list.first();
		while (publish != null) {
			PendingPublish following = publish.next;
			if (publish.state == State.DELAYED && publish.dueAt <= now) {
				this.list.mark(publish, State.UNSENT);
				this.list.rewind();
			}
			if (publish.state != State.IN_FLIGHT) {
				long left = publish.left(now);
				if (left <= 0) {
					this.owner.remove(publish, publish.failed(PublishFailures.EXPIRED), afterwards);
				}
				next = Math.min(next, (left != Long.MAX_VALUE && left > 0) ? now + left : next);
				next = Math.min(next, (publish.state == State.DELAYED) ? publish.dueAt : next);
			}
			publish = following;
		}
		if (next != Long.MAX_VALUE) {
			sweepAt(Math.max(next, now + POLL));
		}
	}

	private void sweepAt(long at) {
		if (at < this.sweepAt) {
			this.sweepAt = at;
			wakeAt(at);
		}
	}

	private void wakeAt(long at) {
		if (this.timer != null) {
			if (this.timerAt <= at) {
				return;
			}
			this.timer.cancel();
		}
		this.timerAt = at;
		this.timer = this.engine.schedule(this::pump, Duration.ofNanos(at - this.engine.nanoTime()));
	}

}
