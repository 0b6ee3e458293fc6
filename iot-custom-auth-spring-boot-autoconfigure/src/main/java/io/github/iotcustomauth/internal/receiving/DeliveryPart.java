package io.github.iotcustomauth.internal.receiving;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.engine.QueuedTask;
import org.jspecify.annotations.Nullable;

/**
 * A message at one of its handlers.
 */
final class DeliveryPart implements QueuedTask, Acknowledgment {

	private final SubscribedHandler handler;

	private final Delivery delivery;

	private boolean over;

	// the next of the copies that are acknowledged with this one
	private @Nullable DeliveryPart copy;

	DeliveryPart(SubscribedHandler handler, Delivery delivery) {
		this.handler = handler;
		this.delivery = delivery;
	}

	IotMessage message() {
		return this.delivery.message();
	}

	Delivery delivery() {
		return this.delivery;
	}

	@Override
	public int bytes() {
		return this.delivery.bytes();
	}

	@Override
	public boolean isReserved() {
		return this.delivery.isAcknowledged();
	}

	@Override
	public void run() {
		try {
			this.handler.handle(this);
		}
		finally {
			if (!this.delivery.isAcknowledged()) {
				// its handler need not acknowledge it
				acknowledge();
			}
			this.delivery.finished();
		}
	}

	// the server sends it, and its copies, again
	@Override
	public void dropped() {
		DeliveryPart copies = leaveUnacknowledged();
		this.delivery.finished();
		drop(copies);
	}

	@Override
	public void acknowledge() {
		if (!end()) {
			return;
		}
		this.delivery.acknowledgedBy(this.handler);
		DeliveryPart copies = takeCopies();
		for (DeliveryPart each = copies; each != null; each = each.copy) {
			each.delivery.acknowledgedBy(this.handler);
		}
		finish(copies);
	}

	/**
	 * Let it stay unacknowledged, because it could not be handled.
	 * @return a copy to handle instead, with the other copies
	 */
	@Nullable DeliveryPart leaveUnacknowledged() {
		if (!end()) {
			return null;
		}
		this.delivery.leave();
		if (this.delivery.isAcknowledged()) {
			this.handler.meters().leftToServer();
		}
		return takeCopies();
	}

	private boolean end() {
		synchronized (this) {
			if (this.over) {
				return false;
			}
			// there are no more copies from now on
			this.over = true;
		}
		this.handler.forget(this);
		return true;
	}

	// leave copies to the server
	void dropCopies() {
		drop(takeCopies());
	}

	private static void drop(@Nullable DeliveryPart copies) {
		for (DeliveryPart each = copies; each != null; each = each.copy) {
			each.delivery.leave();
		}
		finish(copies);
	}

	private synchronized @Nullable DeliveryPart takeCopies() {
		DeliveryPart copies = this.copy;
		this.copy = null;
		return copies;
	}

	private static void finish(@Nullable DeliveryPart copies) {
		for (DeliveryPart each = copies; each != null; each = each.copy) {
			each.delivery.finished();
		}
	}

	// acknowledges a copy together with this one instead of handling it, if this one
	// is still in work
	synchronized boolean acknowledgeWithThis(DeliveryPart received) {
		if (this.over) {
			return false;
		}
		if (this.copy != null && !this.copy.delivery.isOfConnectionOf(received.delivery)) {
			// the server awaits no acknowledgment of what an earlier connection sent
			dropCopies();
		}
		received.copy = this.copy;
		this.copy = received;
		return true;
	}

}
