package io.github.iotcustomauth.sample;

import io.github.iotcustomauth.listener.IotListener;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;

/**
 * Answers those who ask whether it is on.
 */
@Component
class Heater {

	@IotListener(topics = "sample/{room}/heater/status", connection = "${sample.heater-connection:}")
	Status status(@DestinationVariable String room) {
		return new Status(room.equals("kitchen"));
	}

	/**
	 * The answer.
	 *
	 * @param on whether it is on
	 */
	record Status(boolean on) {
	}

}
