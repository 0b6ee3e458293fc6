package io.github.iotcustomauth.handler;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.CorruptedText;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.text.MqttText;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Error handler that retries with back-off, and finally passes the message to a
 * {@link Recoverer}. It does so at once when another try makes no difference, see
 * {@link InvalidMessageException}.
 */
public final class RetryingErrorHandler implements IotListenerErrorHandler {

	private static final Log logger = LogFactory.getLog(RetryingErrorHandler.class);

	// reason codes of MQTT 5 that tell of an error
	private static final int FIRST_ERROR = 0x80;

	private static final int LAST_ERROR = 0xFF;

	private final BackOff backOff;

	private final Recoverer recoverer;

	/**
	 * Three further tries after 1, 2 and 4 seconds; then the message is dropped with an
	 * error in the log.
	 */
	public RetryingErrorHandler() {
		this(threeTimes(), Recoverer.drop());
	}

	/**
	 * Create a handler.
	 * @param backOff how often and when to try again; should come to an end
	 * @param recoverer what to do with the message then
	 */
	public RetryingErrorHandler(BackOff backOff, Recoverer recoverer) {
		Assert.notNull(backOff, "'backOff' must not be null");
		Assert.notNull(recoverer, "'recoverer' must not be null");
		this.backOff = backOff;
		this.recoverer = recoverer;
	}

	private static BackOff threeTimes() {
		ExponentialBackOff backOff = new ExponentialBackOff(1000, 2);
		backOff.setMaxAttempts(3);
		return backOff;
	}

	@Override
	public void handle(FailedMessage failed) throws Exception {
		BackOffExecution execution = this.backOff.start();
		Exception failure = failed.failure();
		long delay = execution.nextBackOff();
		while (delay != BackOffExecution.STOP && !(failure instanceof InvalidMessageException)) {
			logger.warn("Listener '" + failed.listener() + "' failed for a message of topic '"
					+ PrintableText.of(failed.message().topic()) + "' (" + failure.getClass().getName()
					+ "); next try in " + delay + " ms");
			TimeUnit.MILLISECONDS.sleep(delay);
			try {
				failed.handler().onMessage(failed.message());
				return;
			}
			catch (Exception ex) {
				failure = ex;
			}
			catch (Error ex) {
				failure = new IllegalStateException("The handler failed", ex);
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("The connection is being stopped");
			}
			delay = execution.nextBackOff();
		}
		this.recoverer.recover(
				new FailedMessage(failed.message(), failed.listener(), failed.handler(), failure, failed.connection()));
	}

	/**
	 * Strategy for a message whose retries are exhausted.
	 */
	@FunctionalInterface
	public interface Recoverer {

		/**
		 * Name of the user property that has the topic a message came from.
		 */
		String ORIGINAL = "original-topic";

		/**
		 * Settle the message.
		 * @param failed the message and what went wrong last
		 * @throws Exception if it could not be settled: it stays unacknowledged
		 */
		void recover(FailedMessage failed) throws Exception;

		/**
		 * Drop the message, with an error in the log.
		 * @return the recoverer
		 */
		static Recoverer drop() {
			return (failed) -> {
				String text = "Listener '" + failed.listener() + "' failed for a message of topic '"
						+ PrintableText.of(failed.message().topic()) + "', which is dropped";
				if (failed.failure() instanceof InvalidMessageException invalid) {
					logger.error(text + ": " + invalid.getMessage());
				}
				else {
					logger.error(text, LoggableException.of(failed.failure()));
				}
			};
		}

		/**
		 * Publish the message, with QoS 1, to an error topic and wait for the PUBACK.
		 * User properties name the original topic ({@code original-topic}) and the type
		 * of the failure ({@code failure}). Strings that cannot be sent, with control
		 * characters for instance, are left out. A message that comes from an error
		 * topic, or that the server refuses there with any reason code, or that is too
		 * large with these properties, is dropped.
		 * @param topic the error topic
		 * @return the recoverer
		 */
		static Recoverer publishTo(String topic) {
			Assert.notNull(topic, "'topic' must not be null");
			// a wrong topic is an error now and not with the first message
			IotMessage.to(topic);
			return (failed) -> {
				if (failed.message()
					.userProperties()
					.stream()
					.anyMatch((property) -> property.name().equals(ORIGINAL))) {
					// listeners of the error topic fail as well
					drop().recover(failed);
					return;
				}
				try {
					failed.connection().publish(forErrorTopic(topic, failed)).get(1, TimeUnit.MINUTES);
				}
				catch (IllegalArgumentException ex) {
					refused("The message cannot be sent to the error topic '" + topic + "'", ex, failed);
				}
				catch (ExecutionException ex) {
					if (!isRefused(ex.getCause())) {
						throw ex;
					}
					refused("The server refuses the error topic '" + topic + "'", Objects.requireNonNull(ex.getCause()),
							failed);
				}
			};
		}

		private static IotMessage forErrorTopic(String topic, FailedMessage failed) {
			IotMessage original = failed.message();
			IotMessage.Builder message = IotMessage.to(topic)
				.payload(original.payload())
				.contentType(sendable(original.contentType()))
				.responseTopic(sendable(original.responseTopic()))
				.correlationData(original.correlationData())
				.expiry(original.expiry())
				.userProperty(ORIGINAL,
						(sendable(original.topic()) != null) ? original.topic() : PrintableText.of(original.topic()))
				.userProperty("failure", failed.failure().getClass().getName());
			original.userProperties()
				.stream()
				.filter((property) -> sendable(property.name()) != null && sendable(property.value()) != null)
				.forEach((property) -> message.userProperty(property.name(), property.value()));
			return message.build();
		}

		private static @Nullable String sendable(@Nullable String text) {
			return (text != null && MqttText.isSendable(text) && !CorruptedText.isIn(text)) ? text : null;
		}

		private static void refused(String text, Throwable reason, FailedMessage failed) throws Exception {
			logger.error(text + ": " + PrintableText.line(reason));
			drop().recover(failed);
		}

		// whatever reason code the server answers with, it answers so the next time; what
		// has no answer may have one on another connection
		private static boolean isRefused(@Nullable Throwable failure) {
			if (failure instanceof IotConnectionException refused) {
				Kind kind = refused.getFailure().kind();
				int code = refused.getFailure().code();
				return kind == Kind.REJECTED || kind == Kind.INVALID || (code >= FIRST_ERROR && code <= LAST_ERROR);
			}
			return failure instanceof IllegalArgumentException;
		}

	}

}
