package io.github.iotcustomauth.handler;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Error handler that retries with back-off, and finally passes the message to another
 * one.
 */
final class RetryingErrorHandler implements IotListenerErrorHandler {

	private static final Log logger = LogFactory.getLog(RetryingErrorHandler.class);

	private final BackOff backOff;

	private final IotListenerErrorHandler recoverer;

	RetryingErrorHandler(BackOff backOff, IotListenerErrorHandler recoverer) {
		this.backOff = backOff;
		this.recoverer = recoverer;
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
				failed.handler().acceptWithException(failed.message());
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
		this.recoverer.handle(failed.withFailure(failure));
	}

}
