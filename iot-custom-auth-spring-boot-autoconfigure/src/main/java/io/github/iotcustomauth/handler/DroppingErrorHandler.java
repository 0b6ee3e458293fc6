package io.github.iotcustomauth.handler;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Error handler that drops the message, with an error in the log.
 */
final class DroppingErrorHandler implements IotListenerErrorHandler {

	private static final Log logger = LogFactory.getLog(DroppingErrorHandler.class);

	@Override
	public void handle(FailedMessage failed) {
		String text = "Listener '" + failed.listener() + "' failed for a message of topic '"
				+ PrintableText.of(failed.message().topic()) + "', which is dropped";
		if (failed.failure() instanceof InvalidMessageException invalid) {
			logger.error(text + ": " + invalid.getMessage());
		}
		else {
			logger.error(text, LoggableException.of(failed.failure()));
		}
	}

}
