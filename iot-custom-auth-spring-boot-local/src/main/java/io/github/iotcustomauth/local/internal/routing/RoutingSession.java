package io.github.iotcustomauth.local.internal.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.internal.rate.DeliveryPace;
import org.jspecify.annotations.Nullable;

/**
 * MQTT session of one client: its subscriptions, what waits for it and what it has yet to
 * acknowledge. Outlives connections. Confined to the event loop.
 */
public final class RoutingSession {

	/** What the rate of the connection holds back is looked at again soon. */
	private static final long MIN_REDELIVERY_NANOS = 10_000_000L;

	private final String key;

	private final RoutingContext context;

	private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

	private final MessageQueue queue;

	/** Messages with QoS 0, for a client that does not read as fast as they come. */
	private final MessageQueue unreliable;

	private final DeliveryWindow window;

	private final DeliveryPace pace;

	private @Nullable Outlet outlet;

	private @Nullable Future<?> redelivery;

	RoutingSession(String key, RoutingContext context) {
		this.key = key;
		this.context = context;
		String owner = "the client '" + key.substring(key.indexOf('/') + 1) + "'";
		this.queue = new MessageQueue(owner, context.memory());
		this.unreliable = new MessageQueue(owner, context.memory());
		this.window = new DeliveryWindow(context.memory());
		this.pace = new DeliveryPace(context.loop(), context.settings().pacesQueued(), this::drain);
	}

	String key() {
		return this.key;
	}

	Map<String, Subscription> subscriptions() {
		return this.subscriptions;
	}

	/**
	 * Return the topic filters of the session, those of earlier connections included.
	 * @return a view of the filters, those of shared subscriptions with
	 * {@code $share/<group>/}
	 */
	public Set<String> filters() {
		return this.subscriptions.keySet();
	}

	/**
	 * Return the granted QoS of each topic filter.
	 * @param filter a topic filter of the session
	 * @return the QoS, or {@code 0} if there is no such subscription
	 */
	public int qos(String filter) {
		Subscription subscription = this.subscriptions.get(filter);
		return (subscription != null) ? subscription.qos() : 0;
	}

	/**
	 * Connect a client: what it has not acknowledged is sent again, then what waited.
	 * @param outlet the connection
	 * @param receiveMaximum the number of messages that it takes before it acknowledges
	 */
	public void attach(Outlet outlet, int receiveMaximum) {
		this.outlet = outlet;
		this.pace.open(this.queue.size());
		this.window.open(receiveMaximum);
		drain();
	}

	void detach() {
		this.outlet = null;
		this.window.close();
		this.unreliable.clear();
		this.pace.close();
		if (this.redelivery != null) {
			this.redelivery.cancel(false);
			this.redelivery = null;
		}
	}

	// Forget everything but the subscriptions, and return what was not acknowledged.
	List<Delivery> clear() {
		this.queue.clear();
		this.unreliable.clear();
		return this.window.clear();
	}

	boolean isConnected() {
		return this.outlet != null;
	}

	boolean canTake(int qos) {
		return canSend() && (qos == 0 || (!this.window.isFull() && !this.window.hasUnsent()));
	}

	private boolean canSend() {
		return this.outlet != null && this.outlet.isWritable();
	}

	boolean mayReceive(Delivery delivery) {
		return this.outlet != null && this.outlet.mayReceive(delivery.message(), delivery.groupName());
	}

	// Take a copy of a message: send it, or let it wait.
	void offer(Delivery delivery, long now) {
		if (delivery.qos() == 0 && this.outlet == null) {
			// AWS keeps nothing with QoS 0 for clients that are away
			return;
		}
		MessageQueue waiting = (delivery.qos() == 0) ? this.unreliable : this.queue;
		if (waiting.size() > 0 || !canTake(delivery.qos())) {
			waiting.add(delivery, now);
		}
		else if (mayReceive(delivery)) {
			sendNow(delivery, now);
		}
	}

	/**
	 * Send what can be sent. To be called when the client can be written to again.
	 */
	public void drain() {
		long now = this.context.now();
		while (this.window.hasUnsent() && canSend() && !this.window.isFull() && isDue(now)) {
			resend(this.window.oldestUnsent(), false, now);
		}
		for (Delivery next = takeNext(now); next != null; next = takeNext(now)) {
			if (mayReceive(next)) {
				sendNow(next, now);
			}
		}
		for (Subscription subscription : this.subscriptions.values()) {
			if (subscription.group() != null) {
				subscription.group().drainTo(subscription, now);
			}
		}
	}

	private @Nullable Delivery takeNext(long now) {
		if (canTake(1) && this.queue.peek(now) != null && isDue(now) && this.pace.isQueuedDue(this.queue.size(), now)) {
			return this.queue.remove();
		}
		return (canTake(0) && this.unreliable.peek(now) != null && isDue(now)) ? this.unreliable.remove() : null;
	}

	// Return whether a message that waited for members of a group may be sent now.
	boolean isSharedDue(boolean paced, long now) {
		return isDue(now) && (!paced || this.pace.isSharedDue(now));
	}

	// Return whether the rate of the connection has room for a message that waited.
	private boolean isDue(long now) {
		return this.outlet == null || !this.pace.drainAfter(this.outlet.delayNanos(), now);
	}

	void sendNow(Delivery delivery, long now) {
		int packetId = (delivery.qos() > 0) ? this.window.add(delivery, null, now) : 0;
		send(delivery, packetId);
	}

	private void send(Delivery delivery, int packetId) {
		if (this.outlet == null) {
			return;
		}
		boolean sent = this.outlet.send(delivery.message(), delivery.qos(), delivery.retain(), packetId);
		if (packetId > 0 && !sent) {
			this.window.complete(packetId, false);
		}
		else if (packetId > 0) {
			scheduleRedelivery();
		}
	}

	/**
	 * Send a direct message, which is neither queued nor sent again on another
	 * connection.
	 * @param message the message
	 * @param completion is told whether the client has acknowledged a message with QoS 1;
	 * not called for QoS 0
	 * @return whether the message was sent: the client is connected and can take it
	 */
	public boolean sendDirect(RoutedMessage message, Consumer<Boolean> completion) {
		if (this.outlet == null || !canTake(message.qos()) || this.outlet.delayNanos() > 0) {
			return false;
		}
		Delivery delivery = new Delivery(message, message.qos(), false, null);
		send(delivery, (message.qos() > 0) ? this.window.add(delivery, completion, this.context.now()) : 0);
		return true;
	}

	/**
	 * Take a PUBACK; one for an unknown packet identifier has no effect.
	 * @param packetId the packet identifier
	 */
	public void acknowledged(int packetId) {
		if (this.window.complete(packetId, true)) {
			drain();
		}
	}

	private void scheduleRedelivery() {
		DeliveryWindow.Unacknowledged oldest = this.window.oldestSent();
		if (this.redelivery == null && oldest != null && this.context.settings().redelivers()) {
			long due = oldest.sentAt() + this.context.settings().redeliverAfter().toNanos() - this.context.now();
			this.redelivery = this.context.loop()
				.schedule(this::redeliverDue, Math.max(due, MIN_REDELIVERY_NANOS), TimeUnit.NANOSECONDS);
		}
	}

	private void redeliverDue() {
		this.redelivery = null;
		redeliver(this.context.now() - this.context.settings().redeliverAfter().toNanos());
		scheduleRedelivery();
	}

	/**
	 * Send everything again that the client has not acknowledged.
	 */
	public void redeliver() {
		redeliver(this.context.now());
	}

	private void redeliver(long sentBefore) {
		long now = this.context.now();
		for (int i = this.window.sent(); i > 0 && canSend(); i--) {
			DeliveryWindow.Unacknowledged oldest = this.window.oldestSent();
			if (oldest == null || oldest.sentAt() - sentBefore > 0 || !isDue(now)) {
				return;
			}
			resend(oldest, this.outlet != null && this.outlet.renumbers(), now);
		}
	}

	private void resend(DeliveryWindow.Unacknowledged message, boolean renumber, long now) {
		DeliveryWindow.Unacknowledged resent = this.window.resend(message, renumber, now);
		send(resent.delivery(), resent.packetId());
	}

}
