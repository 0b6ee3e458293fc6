package io.github.iotcustomauth.connection;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotMessageErrorHandler;
import io.github.iotcustomauth.Qos;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Hands the messages of a transport to the handlers of their subscriptions, off the event
 * loop, and acknowledges them when all of these have settled them.
 */
final class InboundMessages {

	private static final Log logger = LogFactory.getLog(InboundMessages.class);

	private final Subscriptions subscriptions;

	private final IotMessageErrorHandler errorHandler;

	private final Supplier<IotConnection> connection;

	private final AtomicInteger unwanted = new AtomicInteger();

	private final AtomicInteger dropped = new AtomicInteger();

	private volatile boolean open;

	private volatile boolean left;

	InboundMessages(Subscriptions subscriptions, IotMessageErrorHandler errorHandler,
			Supplier<IotConnection> connection) {
		this.subscriptions = subscriptions;
		this.errorHandler = errorHandler;
		this.connection = connection;
	}

	void open() {
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
		List<Subscription> matching = this.subscriptions.matching(message.topic());
		if (matching.isEmpty()) {
			// nobody wants it, and unacknowledged it would come again for ever
			unwanted(message);
			acknowledgement.run();
			return;
		}
		AtomicInteger unsettled = new AtomicInteger(matching.size());
		for (Subscription subscription : matching) {
			boolean queued = subscription.queue().offer(() -> {
				if (settle(subscription, message) && unsettled.decrementAndGet() == 0) {
					acknowledgement.run();
				}
				askForWhatWasLeft(subscription);
			}, message.qos() == Qos.AT_LEAST_ONCE);
			if (!queued) {
				refused(subscription, message);
			}
		}
	}

	// a message that was left to the server takes part of the receive maximum until the
	// next connection
	private void askForWhatWasLeft(Subscription subscription) {
		if (this.left && subscription.queue().isEmpty() && this.open) {
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

	private boolean settle(Subscription subscription, IotMessage message) {
		try {
			subscription.handler().onMessage(message);
			return true;
		}
		catch (InterruptedException ex) {
			// the connection is being stopped
			Thread.currentThread().interrupt();
			return false;
		}
		catch (Exception ex) {
			return settleFailed(subscription, message, ex);
		}
		catch (Error ex) {
			return settleFailed(subscription, message, new IllegalStateException("The handler failed", ex));
		}
	}

	private boolean settleFailed(Subscription subscription, IotMessage message, Exception failure) {
		try {
			this.errorHandler.handle(new FailedMessage(message, subscription.filter(), subscription.handler(), failure,
					this.connection.get()));
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (Exception | Error ex) {
			logger.error("A message of topic '" + message.topic() + "' could not be settled and stays unacknowledged",
					ex);
			return false;
		}
	}

	// a QoS 1 message stays unacknowledged, so that the server keeps it
	private void refused(Subscription subscription, IotMessage message) {
		this.left |= message.qos() == Qos.AT_LEAST_ONCE;
		int count = this.dropped.incrementAndGet();
		if (this.open && Integer.bitCount(count) == 1) {
			logger.warn("Handler of '"
					+ subscription.filter() + "' is too slow: " + ((message.qos() == Qos.AT_MOST_ONCE)
							? "a QoS 0 message was dropped" : "a QoS 1 message was left to the server")
					+ " (" + count + " so far)");
		}
	}

}
