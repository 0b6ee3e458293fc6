package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.iotcustomauth.internal.engine.Engine;

/**
 * Order of the PUBACK packets of one network connection, which is that of their messages
 * (MQTT 5, [MQTT-4.6.0-2]). A message that may never be acknowledged on this connection
 * leaves the order. Thread-safe.
 */
final class AcknowledgmentOrder {

	/**
	 * The longest time that a PUBACK waits for those of earlier messages. Without a limit
	 * AWS IoT Core would send handled messages again after 30 seconds.
	 */
	static final Duration LIMIT = Duration.ofSeconds(2);

	// a slow or lost message must not use up the receive maximum for others
	private static final int PART_OF_MAXIMUM = 4;

	private final Engine engine;

	private final int maxReady;

	private final Deque<Place> places = new ArrayDeque<>();

	// in a place behind one that is expected
	private int ready;

	private boolean scheduled;

	private boolean ended;

	AcknowledgmentOrder(Engine engine, int receiveMaximum) {
		this.engine = engine;
		this.maxReady = Math.max(1, receiveMaximum / PART_OF_MAXIMUM);
	}

	/**
	 * Take the next place. To be called in the order of arrival.
	 * @param acknowledgement sends the PUBACK; must not block
	 * @return the place of the message
	 */
	synchronized Place next(Runnable acknowledgement) {
		Place place = new Place(acknowledgement);
		this.places.add(place);
		return place;
	}

	/**
	 * Give up the order because the connection is about to end: send all that are ready,
	 * and others as soon as they are.
	 */
	synchronized void end() {
		this.ended = true;
		flush();
	}

	private void flush() {
		overtake(Long.MAX_VALUE);
	}

	private void ready() {
		this.ready++;
		send();
		if (this.ended || this.ready > this.maxReady) {
			flush();
		}
		schedule();
	}

	private synchronized void limitReached() {
		this.scheduled = false;
		overtake(this.engine.nanoTime() - LIMIT.toNanos());
		schedule();
	}

	// those that are ready since then wait no longer for those before them
	private void overtake(long readySince) {
		int end = 0;
		int index = 0;
		for (Place place : this.places) {
			index++;
			if (place.state == State.READY && (readySince == Long.MAX_VALUE || place.readySince - readySince <= 0)) {
				end = index;
			}
		}
		for (Place place : this.places) {
			if (end-- <= 0) {
				break;
			}
			if (place.state == State.EXPECTED) {
				place.state = State.LEFT;
			}
		}
		send();
	}

	private void send() {
		while (!this.places.isEmpty() && this.places.element().state != State.EXPECTED) {
			Place place = this.places.remove();
			if (place.state == State.READY) {
				this.ready--;
				place.acknowledgement.run();
			}
		}
	}

	private void schedule() {
		// with each acknowledgment, most of which wait for no other
		if (this.scheduled || this.ready == 0) {
			return;
		}
		long now = this.engine.nanoTime();
		this.places.stream()
			.filter((place) -> place.state == State.READY)
			.mapToLong((place) -> LIMIT.toNanos() - (now - place.readySince))
			.min()
			.ifPresent((delay) -> {
				this.scheduled = true;
				this.engine.schedule(this::limitReached, Duration.ofNanos(delay));
			});
	}

	private enum State {

		EXPECTED, READY, LEFT

	}

	/**
	 * Place of a message in the order.
	 */
	final class Place {

		private final Runnable acknowledgement;

		private State state = State.EXPECTED;

		private long readySince;

		private Place(Runnable acknowledgement) {
			this.acknowledgement = acknowledgement;
		}

		// to be called once
		void acknowledge() {
			synchronized (AcknowledgmentOrder.this) {
				if (this.state == State.LEFT) {
					this.acknowledgement.run();
					return;
				}
				this.state = State.READY;
				this.readySince = AcknowledgmentOrder.this.engine.nanoTime();
				ready();
			}
		}

		// others need not wait: it is acknowledged much later, or not at all
		void leave() {
			synchronized (AcknowledgmentOrder.this) {
				if (this.state == State.EXPECTED) {
					this.state = State.LEFT;
					send();
				}
			}
		}

	}

}
