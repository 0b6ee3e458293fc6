package io.github.iotcustomauth.docs;

import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;

@Component
class Thermostat {

	private final IotClient iot;

	Thermostat(IotClient iot) {
		this.iot = iot;
	}

	@IotListener("home/{room}/temperature")
	void onReading(@Valid Reading reading, @DestinationVariable String room) {
		if (reading.celsius() < 18) {
			this.iot.to("home/{room}/heater", room).body(new Heat(21)).send();
		}
	}

	record Reading(@Max(100) double celsius) {
	}

	record Heat(int degrees) {
	}

}
