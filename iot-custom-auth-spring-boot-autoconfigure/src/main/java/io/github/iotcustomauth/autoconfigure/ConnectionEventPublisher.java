package io.github.iotcustomauth.autoconfigure;

import java.util.function.Consumer;

import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the events of the connection as application events. A listener that fails
 * does not keep the following events from the others.
 */
final class ConnectionEventPublisher implements Consumer<Object> {

	private static final Log logger = LogFactory.getLog(ConnectionEventPublisher.class);

	private final ApplicationEventPublisher publisher;

	ConnectionEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void accept(Object event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed to handle " + PrintableText.line(event), LoggableException.of(ex));
		}
	}

}
