package io.github.iotcustomauth;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.function.ThrowingConsumer;

/**
 * Topic filters to subscribe to, and the handler for their messages. Immutable: every
 * {@code with…} method returns another subscription. Equal to itself only.
 */
public final class IotSubscription {

	/**
	 * The highest {@link #withConcurrency concurrency}.
	 */
	public static final int MAX_CONCURRENCY = 1000;

	private final Set<TopicFilter> filters;

	private final Handler handler;

	private final Qos qos;

	private final String name;

	private final int concurrency;

	private final @Nullable ThrowingConsumer<FailedMessage> errorHandler;

	private final @Nullable String identifiedBy;

	private final boolean subscribe;

	private IotSubscription(Set<TopicFilter> filters, Handler handler, Qos qos, String name, int concurrency,
			@Nullable ThrowingConsumer<FailedMessage> errorHandler, @Nullable String identifiedBy, boolean subscribe) {
		this.filters = filters;
		this.handler = handler;
		this.qos = qos;
		this.name = name;
		this.concurrency = concurrency;
		this.errorHandler = errorHandler;
		this.identifiedBy = identifiedBy;
		this.subscribe = subscribe;
	}

	/**
	 * Create a subscription with QoS 1 and one message at a time, whose messages are
	 * acknowledged when their handler has returned.
	 * @param filter the topic filter
	 * @param handler what to do with a message. Called on a handler thread of the
	 * connection, in the order of arrival; may block, and may use the connection
	 * @return the subscription
	 */
	public static IotSubscription of(TopicFilter filter, ThrowingConsumer<IotMessage> handler) {
		Assert.notNull(filter, "'filter' must not be null");
		return of(List.of(filter), handler);
	}

	/**
	 * Create a subscription with QoS 1 and one message at a time, whose messages are
	 * acknowledged when their handler has returned.
	 * @param filters the topic filters; a message that several of them match is handled
	 * once
	 * @param handler what to do with a message. Called on a handler thread of the
	 * connection, in the order of arrival; may block, and may use the connection
	 * @return the subscription
	 */
	public static IotSubscription of(Collection<TopicFilter> filters, ThrowingConsumer<IotMessage> handler) {
		Assert.notNull(handler, "'handler' must not be null");
		return manual(filters, (message, acknowledgment) -> {
			handler.acceptWithException(message);
			acknowledgment.acknowledge();
		});
	}

	/**
	 * Create a subscription with QoS 1 and one message at a time, whose messages are
	 * acknowledged by their handler.
	 * @param filter the topic filter
	 * @param handler what to do with a message
	 * @return the subscription
	 */
	public static IotSubscription manual(TopicFilter filter, Handler handler) {
		Assert.notNull(filter, "'filter' must not be null");
		return manual(List.of(filter), handler);
	}

	/**
	 * Create a subscription with QoS 1 and one message at a time, whose messages are
	 * acknowledged by their handler.
	 * @param filters the topic filters; a message that several of them match is handled
	 * once
	 * @param handler what to do with a message
	 * @return the subscription
	 */
	public static IotSubscription manual(Collection<TopicFilter> filters, Handler handler) {
		Assert.notEmpty(filters, "'filters' must not be empty");
		Assert.noNullElements(filters, "'filters' must not contain null");
		Assert.notNull(handler, "'handler' must not be null");
		Set<TopicFilter> ordered = Collections.unmodifiableSet(new LinkedHashSet<>(filters));
		String name = ordered.stream().map(TopicFilter::value).collect(Collectors.joining(", "));
		return new IotSubscription(ordered, handler, Qos.AT_LEAST_ONCE, name, 1, null, null, true);
	}

	/**
	 * Set the highest quality of service to receive with.
	 * @param qos the quality of service
	 * @return the changed subscription
	 */
	public IotSubscription withQos(Qos qos) {
		Assert.notNull(qos, "'qos' must not be null");
		return new IotSubscription(this.filters, this.handler, qos, this.name, this.concurrency, this.errorHandler,
				this.identifiedBy, this.subscribe);
	}

	/**
	 * Set the name of the subscription in the log.
	 * @param name the name
	 * @return the changed subscription
	 */
	public IotSubscription withName(String name) {
		Assert.hasText(name, "'name' must not be empty");
		return new IotSubscription(this.filters, this.handler, this.qos, name, this.concurrency, this.errorHandler,
				this.identifiedBy, this.subscribe);
	}

	/**
	 * Set how many messages may be handled concurrently. Messages of one topic are always
	 * handled sequentially, in the order of arrival. A message is in work until its
	 * handler has returned, and the error handler after it; with manual acknowledgment it
	 * may be acknowledged later than that.
	 * @param concurrency the number, 1 to {@value #MAX_CONCURRENCY}
	 * @return the changed subscription
	 */
	public IotSubscription withConcurrency(int concurrency) {
		Assert.isTrue(concurrency > 0 && concurrency <= MAX_CONCURRENCY,
				"'concurrency' must be between 1 and " + MAX_CONCURRENCY);
		return new IotSubscription(this.filters, this.handler, this.qos, this.name, concurrency, this.errorHandler,
				this.identifiedBy, this.subscribe);
	}

	/**
	 * Set what decides about messages whose handler failed, such as the method of an
	 * error handler for listeners: {@code errorHandler::handle}. It is called on the
	 * handler thread, which may block, and which is interrupted when the connection is
	 * stopped. The message is acknowledged when it returns, and stays unacknowledged when
	 * it throws an exception.
	 * @param errorHandler the error handler, or {@code null} for the one of the
	 * connection
	 * @return the changed subscription
	 */
	public IotSubscription withErrorHandler(@Nullable ThrowingConsumer<FailedMessage> errorHandler) {
		return new IotSubscription(this.filters, this.handler, this.qos, this.name, this.concurrency, errorHandler,
				this.identifiedBy, this.subscribe);
	}

	/**
	 * Set the name of a user property whose value identifies a message.
	 * <p>
	 * AWS IoT Core sends a message that is not acknowledged within 30 seconds again on
	 * the live connection. The copy cannot be recognized by anything in MQTT: it is
	 * handled once more, unless the sender gives messages an identifier. A message with
	 * the same identifier as one that is not acknowledged yet is not handled, and is
	 * acknowledged together with that one.
	 * @param userProperty the name of the user property, or {@code null} for none
	 * @return the changed subscription
	 */
	public IotSubscription withIdentifiedBy(@Nullable String userProperty) {
		return new IotSubscription(this.filters, this.handler, this.qos, this.name, this.concurrency, this.errorHandler,
				userProperty, this.subscribe);
	}

	/**
	 * Set whether to ask the server for the messages with a SUBSCRIBE. AWS IoT Core
	 * delivers direct messages to topics that the client has not subscribed to: with
	 * {@code false} the handler receives them without a permission for
	 * {@code iot:Subscribe}, and none of the 50 subscriptions of a connection is used.
	 * {@link ActiveSubscription#getGranted()} completes at once then, also without a
	 * connection.
	 * @param subscribe whether to ask the server; not for shared subscriptions
	 * @return the changed subscription
	 * @see <a href=
	 * "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html">Direct
	 * messaging</a>
	 */
	public IotSubscription withSubscribe(boolean subscribe) {
		Assert.isTrue(subscribe || this.filters.stream().noneMatch(TopicFilter::isShared),
				"A shared subscription needs a SUBSCRIBE: remove 'subscribe = false' or the group");
		return new IotSubscription(this.filters, this.handler, this.qos, this.name, this.concurrency, this.errorHandler,
				this.identifiedBy, subscribe);
	}

	/**
	 * What to subscribe to.
	 * @return the filters, in the order in which they were given
	 */
	public Set<TopicFilter> filters() {
		return this.filters;
	}

	/**
	 * What to do with a message.
	 * @return the handler
	 */
	public Handler handler() {
		return this.handler;
	}

	/**
	 * The highest quality of service to receive with.
	 * @return the quality of service
	 */
	public Qos qos() {
		return this.qos;
	}

	/**
	 * The name of the subscription in the log.
	 * @return the name; the filters, if it was given none
	 */
	public String name() {
		return this.name;
	}

	/**
	 * How many messages may be handled at the same time.
	 * @return the number, at least 1
	 */
	public int concurrency() {
		return this.concurrency;
	}

	/**
	 * Decides about messages whose handler failed.
	 * @return the error handler, or {@code null} for the one of the connection
	 */
	public @Nullable ThrowingConsumer<FailedMessage> errorHandler() {
		return this.errorHandler;
	}

	/**
	 * The name of the user property that identifies messages.
	 * @return the name, or {@code null} if messages are not identified
	 */
	public @Nullable String identifiedBy() {
		return this.identifiedBy;
	}

	/**
	 * Whether the server is asked for the messages.
	 * @return {@code false} if messages are received that need no SUBSCRIBE, as direct
	 * messages do
	 */
	public boolean subscribe() {
		return this.subscribe;
	}

	@Override
	public String toString() {
		return "IotSubscription[" + this.name + "]";
	}

	/**
	 * Handler for messages of a subscription that acknowledges them itself.
	 */
	@FunctionalInterface
	public interface Handler {

		/**
		 * Handle a message. Called on a handler thread of the connection; may block, and
		 * may use the connection.
		 * <p>
		 * A message that is never acknowledged counts against the receive maximum for as
		 * long as the connection lasts.
		 * @param message the message
		 * @param acknowledgment to be used when the message has been handled, now or
		 * later and on any thread
		 * @throws Exception if the message could not be handled: the error handler
		 * decides what becomes of it
		 */
		void onMessage(IotMessage message, Acknowledgment acknowledgment) throws Exception;

	}

}
