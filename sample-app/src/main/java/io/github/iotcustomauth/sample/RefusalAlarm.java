package io.github.iotcustomauth.sample;

import io.github.iotcustomauth.ConnectionEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells when the authorizer says no, which no further attempt alone will change.
 */
@Component
class RefusalAlarm {

	private static final Log logger = LogFactory.getLog(RefusalAlarm.class);

	@EventListener
	void onRefused(ConnectionEvent.Refused event) {
		logger.error("The authorizer refuses this application: " + event.failure().whatToCheck());
	}

}
