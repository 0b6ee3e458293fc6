package io.github.iotcustomauth.connection;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import org.jspecify.annotations.Nullable;

/**
 * A received message on its way through the handlers of its subscriptions. It is
 * acknowledged once, when every handler that received it has acknowledged it.
 * Thread-safe.
 */
final class Delivery {

	private final IotMessage message;

	private final Runnable acknowledgement;

	private final ReceiveWindow.Connection window;

	private final AtomicInteger unacknowledged;

	private final AtomicInteger inWork;

	/**
	 * Create a delivery.
	 * @param message the message
	 * @param acknowledgement acknowledges it on the transport that brought it
	 * @param receivers the number of its handlers
	 * @param window counts the messages without acknowledgment
	 */
	Delivery(IotMessage message, Runnable acknowledgement, int receivers, ReceiveWindow.Connection window) {
		this.message = message;
		this.acknowledgement = acknowledgement;
		this.window = window;
		this.unacknowledged = new AtomicInteger(receivers);
		this.inWork = new AtomicInteger(receivers);
		window.received(this);
	}

	IotMessage message() {
		return this.message;
	}

	boolean isAcknowledged() {
		return this.message.qos() == Qos.AT_LEAST_ONCE;
	}

	/**
	 * The part of one handler.
	 * @param handler the handler
	 * @return the task that handles the message, which is its acknowledgment as well
	 */
	Part part(SubscribedHandler handler) {
		if (isAcknowledged()) {
			this.window.handedTo(handler);
		}
		return new Part(handler, this);
	}

	private void acknowledgedBy(SubscribedHandler handler) {
		if (isAcknowledged()) {
			this.window.acknowledgedBy(handler);
		}
		if (this.unacknowledged.decrementAndGet() == 0) {
			this.window.acknowledged(this);
			this.acknowledgement.run();
		}
	}

	private void finished() {
		if (this.inWork.decrementAndGet() == 0) {
			this.window.finished(this);
		}
	}

	/**
	 * A message at one of its handlers.
	 */
	static final class Part implements QueuedTask, Acknowledgment {

		private final SubscribedHandler handler;

		private final Delivery delivery;

		private boolean over;

		private @Nullable Part copy;

		Part(SubscribedHandler handler, Delivery delivery) {
			this.handler = handler;
			this.delivery = delivery;
		}

		IotMessage message() {
			return this.delivery.message;
		}

		@Override
		public int bytes() {
			return ReceiveWindow.bytes(this.delivery.message);
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
				this.delivery.finished();
			}
		}

		@Override
		public void dropped() {
			leaveUnacknowledged();
			this.delivery.finished();
		}

		@Override
		public void acknowledge() {
			Part copies;
			synchronized (this) {
				if (this.over) {
					return;
				}
				this.over = true;
				copies = this.copy;
			}
			this.handler.forget(this);
			this.delivery.acknowledgedBy(this.handler);
			if (copies != null) {
				copies.acknowledge();
			}
		}

		/**
		 * Let it stay unacknowledged, because it could not be handled.
		 */
		void leaveUnacknowledged() {
			synchronized (this) {
				this.over = true;
			}
			this.handler.forget(this);
		}

		/**
		 * Acknowledge a copy of the message together with this one instead of handling
		 * it.
		 * @param received the copy
		 * @return whether this one is still in work
		 */
		synchronized boolean acknowledgeWithThis(Part received) {
			if (this.over) {
				return false;
			}
			received.copy = this.copy;
			this.copy = received;
			received.delivery.finished();
			return true;
		}

	}

}
