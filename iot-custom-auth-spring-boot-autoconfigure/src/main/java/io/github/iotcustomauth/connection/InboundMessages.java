package io.github.iotcustomauth.connection;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotListenerErrorHandler;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Hands the messages of a transport to the handlers of their subscriptions, off the event
 * loop, and acknowledges them when all of these have settled them.
 */
final class InboundMessages {

	private static final Log logger = LogFactory.getLog(InboundMessages.class);

	private final SessionFilters subscriptions;

	private final IotListenerErrorHandler errorHandler;

	private final Supplier<IotConnection> connection;

	private final AtomicInteger unwanted = new AtomicInteger();

	private final AtomicInteger dropped = new AtomicInteger();

	private volatile boolean open;

	private volatile boolean left;

	InboundMessages(SessionFilters subscriptions, IotListenerErrorHandler errorHandler,
			Supplier<IotConnection> connection) {
		this.subscriptions = subscriptions;
		this.errorHandler = errorHandler;
		this.connection = connection;
	}

	void open() {
		this.left = false;
		this.open = true;
	}

	/**
	 * Take no more messages: what arrives from now on stays unacknowledged.
	 */
	void close() {
		this.open = false;
	}

	/**
	 * Take a message. Called on an event-loop thread.
	 * @param message the message
	 * @param acknowledgement to be run when it has been handled
	 */
	void accept(IotMessage message, Runnable acknowledgement) {
		if (!this.open) {
			return;
		}
		Collection<SubscribedHandler> matching = this.subscriptions.matching(message.topic());
		if (matching.isEmpty()) {
			// no handler wants it, and without PUBACK it would be redelivered
			unwanted(message);
			acknowledgement.run();
			return;
		}
		Settlement settlement = new Settlement(matching.size(), acknowledgement);
		for (SubscribedHandler handler : matching) {
			boolean queued = handler.offer(message, () -> {
				handle(handler.subscription(), message, settlement.part());
				askForWhatWasLeft(handler);
			});
			if (!queued) {
				refused(handler.subscription(), message);
			}
		}
	}

	// a message that was left to the server takes part of the receive maximum until the
	// next connection
	private void askForWhatWasLeft(SubscribedHandler handler) {
		if (this.left && handler.isEmpty() && this.open) {
			this.left = false;
			logger.info("Connecting again, for the messages that were left to the server");
			this.connection.get().reconnect();
		}
	}

	private void unwanted(IotMessage message) {
		int count = this.unwanted.incrementAndGet();
		if (Integer.bitCount(count) == 1) {
			logger
				.warn("A message of topic '" + message.topic() + "' is dropped because there is no subscription for it "
						+ "(" + count + " so far); with a kept session, subscribe before the connection is started");
		}
	}

	private void handle(IotSubscription subscription, IotMessage message, Acknowledgment acknowledgment) {
		try {
			subscription.handler().onMessage(message, acknowledgment);
		}
		catch (InterruptedException ex) {
			// the connection is being stopped
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			handleFailed(subscription, message, acknowledgment, ex);
		}
		catch (Error ex) {
			handleFailed(subscription, message, acknowledgment, new IllegalStateException("The handler failed", ex));
		}
	}

	private void handleFailed(IotSubscription subscription, IotMessage message, Acknowledgment acknowledgment,
			Exception failure) {
		IotListenerErrorHandler decides = (subscription.errorHandler() != null) ? subscription.errorHandler()
				: this.errorHandler;
		AtomicBoolean handled = new AtomicBoolean();
		try {
			decides.handle(new FailedMessage(message, subscription.name(), (again) -> {
				subscription.handler().onMessage(again, acknowledgment);
				handled.set(true);
			}, failure, this.connection.get()));
			// once the handler was successful it is up to him
			if (!handled.get()) {
				acknowledgment.acknowledge();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception | Error ex) {
			logger.error("A message of topic '" + message.topic() + "' could not be settled by listener '"
					+ subscription.name() + "' and stays unacknowledged", ex);
		}
	}

	// a QoS 1 message stays unacknowledged, so that the server keeps it
	private void refused(IotSubscription subscription, IotMessage message) {
		this.left |= message.qos() == Qos.AT_LEAST_ONCE;
		int count = this.dropped.incrementAndGet();
		if (this.open && Integer.bitCount(count) == 1) {
			logger.warn("Listener '"
					+ subscription.name() + "' is too slow: " + ((message.qos() == Qos.AT_MOST_ONCE)
							? "a QoS 0 message was dropped" : "a QoS 1 message was left to the server")
					+ " (" + count + " so far)");
		}
	}

}
