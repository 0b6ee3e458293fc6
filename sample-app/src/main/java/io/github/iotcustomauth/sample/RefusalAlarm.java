package io.github.iotcustomauth.sample;

import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotFailure.Kind;
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
	void onDisconnected(DisconnectedEvent event) {
		if (event.failure().kind() == Kind.REJECTED) {
			logger.error("The authorizer refuses this application: " + event.failure().whatToCheck());
		}
	}

}
