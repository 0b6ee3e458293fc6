package io.github.iotcustomauth.internal.receiving;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import org.jspecify.annotations.Nullable;

/**
 * A received message on its way through the handlers of its subscriptions. It is
 * acknowledged once, when every handler that received it has acknowledged it.
 * Thread-safe.
 */
final class Delivery {

	// the memory of a message without payload
	private static final int OVERHEAD = 200;

	private final IotMessage message;

	private final Runnable acknowledgement;

	private final ReceiveWindow.Connection window;

	// null for QoS 0
	private final AcknowledgmentOrder.@Nullable Place place;

	private final int bytes;

	private final AtomicInteger unacknowledged = new AtomicInteger();

	private final AtomicInteger inWork = new AtomicInteger();

	private volatile boolean handedOut;

	Delivery(IotMessage message, Runnable acknowledgement, ReceiveWindow.Connection window) {
		this.message = message;
		this.acknowledgement = acknowledgement;
		this.window = window;
		this.bytes = bytes(message);
		this.place = isAcknowledged() ? window.order().next(this::sendAcknowledgement) : null;
	}

	private void sendAcknowledgement() {
		if (this.handedOut) {
			this.window.acknowledged(this);
		}
		this.acknowledgement.run();
	}

	private static int bytes(IotMessage message) {
		byte[] correlationData = message.correlationData();
		int bytes = OVERHEAD + message.payload().length + message.topic().length()
				+ ((correlationData != null) ? correlationData.length : 0);
		for (Map.Entry<String, String> property : message.userProperties()) {
			bytes += property.getKey().length() + property.getValue().length();
		}
		return bytes;
	}

	IotMessage message() {
		return this.message;
	}

	String topic() {
		return this.message.topic();
	}

	int bytes() {
		return this.bytes;
	}

	boolean isAcknowledged() {
		return this.message.qos() == Qos.AT_LEAST_ONCE;
	}

	boolean isOfConnectionOf(Delivery other) {
		return this.window == other.window;
	}

	/**
	 * Whether the server sends it again in a session.
	 * @param session the session
	 * @return whether it was received in that session and can be acknowledged
	 */
	boolean isSentAgainIn(Object session) {
		return isAcknowledged() && this.window.session() == session;
	}

	// acknowledge it without handling it
	void drop() {
		acknowledge();
	}

	private void acknowledge() {
		if (this.place != null) {
			this.place.acknowledge();
		}
		else {
			sendAcknowledgement();
		}
	}

	// others are acknowledged before it, if it is at all
	void leave() {
		if (this.place != null) {
			this.place.leave();
		}
	}

	/**
	 * Hand the message to handlers.
	 * @param handlers the handlers
	 * @param room whether there is room for it
	 * @param refused told about each handler that does not take it
	 */
	void handTo(Collection<SubscribedHandler> handlers, boolean room, Consumer<SubscribedHandler> refused) {
		this.unacknowledged.set(handlers.size());
		this.inWork.set(handlers.size());
		this.handedOut = true;
		this.window.received(this);
		for (SubscribedHandler handler : handlers) {
			DeliveryPart part = new DeliveryPart(handler, this);
			this.window.handedTo(handler, this);
			handler.meters().received();
			if (!room || !handler.offer(part)) {
				part.dropped();
				refused.accept(handler);
			}
		}
	}

	void acknowledgedBy(SubscribedHandler handler) {
		this.window.acknowledgedBy(handler, this);
		if (this.unacknowledged.decrementAndGet() == 0) {
			acknowledge();
		}
	}

	void finished() {
		if (this.inWork.decrementAndGet() == 0) {
			this.window.finished(this);
		}
	}

}
