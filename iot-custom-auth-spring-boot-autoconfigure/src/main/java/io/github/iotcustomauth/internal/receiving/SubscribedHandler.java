package io.github.iotcustomauth.internal.receiving;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.engine.KeyedTasks;
import io.github.iotcustomauth.internal.metering.ListenerMeters;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The handler of an {@link IotSubscription} and the messages that wait for it. Messages
 * of a topic are handled in order.
 */
public final class SubscribedHandler {

	private static final Log logger = LogFactory.getLog(SubscribedHandler.class);

	private final IotSubscription subscription;

	private final KeyedTasks tasks;

	private final ErrorHandling errorHandling;

	private final RedeliveryRequest redelivery;

	private final ListenerMeters meters;

	private volatile HandlerPauses.@Nullable Pause pause;

	// by the user property that identifies messages
	private final Map<String, DeliveryPart> inWork = new ConcurrentHashMap<>();

	SubscribedHandler(IotSubscription subscription, KeyedTasks tasks, ErrorHandling errorHandling,
			RedeliveryRequest redelivery, ListenerMeters meters) {
		this.subscription = subscription;
		this.tasks = tasks;
		this.errorHandling = errorHandling;
		this.redelivery = redelivery;
		this.meters = meters;
	}

	public IotSubscription subscription() {
		return this.subscription;
	}

	ListenerMeters meters() {
		return this.meters;
	}

	KeyedTasks tasks() {
		return this.tasks;
	}

	public boolean isIdle() {
		return this.tasks.isIdle();
	}

	HandlerPauses.@Nullable Pause pause() {
		return this.pause;
	}

	void pause(HandlerPauses.Pause begun) {
		this.pause = begun;
		this.tasks.hold();
		this.tasks.snapshot().forEach((task) -> {
			if (task instanceof DeliveryPart part) {
				part.delivery().leave();
			}
		});
	}

	void resume() {
		this.pause = null;
		this.tasks.release();
	}

	// tells whether there was room for the message; never blocks
	boolean offer(DeliveryPart part) {
		HandlerPauses.Pause present = this.pause;
		if (present != null) {
			// acknowledgments of others need not wait for it
			part.delivery().leave();
			if (part.isReserved() && present.isFlooding()) {
				present.drop(part);
				return false;
			}
			if (!present.isHolding()) {
				return false;
			}
		}
		return isCopy(part) || this.tasks.offer(part.message().topic(), part);
	}

	private boolean isCopy(DeliveryPart part) {
		String identity = identity(part.message());
		if (identity == null) {
			return false;
		}
		DeliveryPart first = this.inWork.putIfAbsent(identity, part);
		while (first != null) {
			if (first.acknowledgeWithThis(part)) {
				return true;
			}
			this.inWork.remove(identity, first);
			first = this.inWork.putIfAbsent(identity, part);
		}
		return false;
	}

	private @Nullable String identity(IotMessage message) {
		String name = this.subscription.identifiedBy();
		if (name == null) {
			return null;
		}
		for (Map.Entry<String, String> property : message.userProperties()) {
			if (property.getKey().equals(name)) {
				return property.getValue();
			}
		}
		return null;
	}

	// leaves to the server what waits, or was not acknowledged
	void interrupt() {
		this.tasks.interrupt();
		this.inWork.values().forEach(DeliveryPart::dropCopies);
		this.inWork.clear();
	}

	void forget(DeliveryPart part) {
		String identity = identity(part.message());
		if (identity != null) {
			this.inWork.remove(identity, part);
		}
	}

	// on a handler thread; throws nothing
	void handle(DeliveryPart part) {
		try {
			call(part.message(), part);
		}
		catch (Exception ex) {
			handleFailed(part, ex);
		}
		if (this.redelivery.isWanted() && this.tasks.isEmpty()) {
			this.redelivery.roomAgain();
		}
	}

	// a set interrupt status means that the connection is being stopped, whatever the
	// handler did to its thread
	private void call(IotMessage message, DeliveryPart part) throws Exception {
		long since = this.meters.handling();
		boolean success = false;
		try {
			this.subscription.handler().onMessage(message, part);
			success = true;
		}
		catch (Exception ex) {
			adjustInterruptStatus();
			throw ex;
		}
		catch (Error ex) {
			adjustInterruptStatus();
			throw new IllegalStateException("The handler failed", ex);
		}
		finally {
			this.meters.handled(since, success);
		}
	}

	private void adjustInterruptStatus() {
		Thread.interrupted();
		if (this.tasks.isInterrupted()) {
			Thread.currentThread().interrupt();
		}
	}

	private void handleFailed(DeliveryPart part, Exception failure) {
		if (this.tasks.isInterrupted()) {
			leaveToServer(part);
			return;
		}
		IotMessage message = part.message();
		boolean[] handled = new boolean[1];
		try {
			this.errorHandling.handle(this.subscription, message, (again) -> {
				call(again, part);
				handled[0] = true;
			}, failure);
			// after a successful retry the handler acknowledges
			if (!handled[0]) {
				part.acknowledge();
			}
		}
		catch (Exception | Error ex) {
			leaveToServer(part);
			if (!this.tasks.isInterrupted()) {
				logger.error("The error handler of listener '" + this.subscription.name()
						+ "' failed for a message of topic '" + PrintableText.of(message.topic())
						+ "', which stays unacknowledged", LoggableException.of(ex));
			}
		}
	}

	private void leaveToServer(DeliveryPart part) {
		DeliveryPart copy = part.leaveUnacknowledged();
		if (copy != null && !offer(copy)) {
			copy.dropped();
			this.redelivery.want();
		}
	}

}
