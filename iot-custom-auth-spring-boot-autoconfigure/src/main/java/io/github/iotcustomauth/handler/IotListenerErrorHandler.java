package io.github.iotcustomauth.handler;

import io.github.iotcustomauth.FailedMessage;

import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Strategy for messages whose listener failed. The message is acknowledged after the
 * error handler has returned.
 */
@FunctionalInterface
public interface IotListenerErrorHandler {

	/**
	 * Name of the user property that has the topic a message on an error topic came from.
	 */
	String ORIGINAL_TOPIC = "original-topic";

	/**
	 * Handle a failed message. Called on the handler thread, which may block: messages of
	 * the same subscription wait, those of others do not. Interrupted when the connection
	 * is stopped.
	 * <p>
	 * When this method returns, the message is settled and acknowledged. When it throws,
	 * the message stays unacknowledged: the server keeps it for as long as it keeps the
	 * session, and may send it again after a reconnect. Until then it counts against the
	 * receive maximum.
	 * @param failed the message and what went wrong
	 * @throws Exception if the message could not be settled
	 */
	void handle(FailedMessage failed) throws Exception;

	/**
	 * An error handler that calls the listener again, after 1, 2 and 4 seconds, and then
	 * drops the message with an error in the log.
	 * @return the error handler
	 */
	static IotListenerErrorHandler retrying() {
		ExponentialBackOff backOff = new ExponentialBackOff(1000, 2);
		backOff.setMaxAttempts(3);
		return retrying(backOff, drop());
	}

	/**
	 * An error handler that calls the listener again, and finally passes the message to
	 * another error handler. It does so at once when another try makes no difference, see
	 * {@link io.github.iotcustomauth.InvalidMessageException}.
	 * @param backOff how often and when to try again; should come to an end
	 * @param recoverer what to do with the message then, such as
	 * {@link #publishTo(String)}
	 * @return the error handler
	 */
	static IotListenerErrorHandler retrying(BackOff backOff, IotListenerErrorHandler recoverer) {
		Assert.notNull(backOff, "'backOff' must not be null");
		Assert.notNull(recoverer, "'recoverer' must not be null");
		return new RetryingErrorHandler(backOff, recoverer);
	}

	/**
	 * An error handler that drops the message, with an error in the log.
	 * @return the error handler
	 */
	static IotListenerErrorHandler drop() {
		return new DroppingErrorHandler();
	}

	/**
	 * An error handler that publishes the message, with QoS 1, to an error topic and
	 * waits for the PUBACK. User properties name the original topic
	 * ({@value #ORIGINAL_TOPIC}) and the type of the failure ({@code failure}). Strings
	 * that cannot be sent, with control characters for instance, are left out. A message
	 * that comes from an error topic, or that the server refuses there with any reason
	 * code, or that is too large with these properties, is dropped.
	 * @param topic the error topic
	 * @return the error handler
	 * @throws IllegalArgumentException if it is no valid topic name
	 */
	static IotListenerErrorHandler publishTo(String topic) {
		Assert.notNull(topic, "'topic' must not be null");
		return new PublishingErrorHandler(topic);
	}

}
