package io.github.iotcustomauth.sample;

import io.github.iotcustomauth.listener.IotListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;

/**
 * Shows the temperatures of all rooms.
 */
@Component
class Display {

	private static final Log logger = LogFactory.getLog(Display.class);

	@IotListener("sample/{room}/temperature")
	void show(Reading reading, @DestinationVariable String room) {
		logger.info("sample/" + room + "/temperature: " + reading.celsius() + " °C");
	}

}
