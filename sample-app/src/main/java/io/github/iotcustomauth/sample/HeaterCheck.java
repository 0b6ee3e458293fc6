package io.github.iotcustomauth.sample;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.client.IotClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks the heater whether it is on, with request and reply of MQTT 5.
 */
@Component
class HeaterCheck {

	private static final Log logger = LogFactory.getLog(HeaterCheck.class);

	private final IotClient iot;

	HeaterCheck(IotClient iot) {
		this.iot = iot;
	}

	// the heater may listen on another connection, which takes a moment as well
	@Scheduled(initialDelay = 2, fixedRate = 30, timeUnit = TimeUnit.SECONDS)
	void ask() {
		this.iot.to("sample/{room}/heater/status", "kitchen")
			.request(Heater.Status.class)
			.whenComplete((status, ex) -> logger
				.info((ex != null) ? ex.getMessage() : "The heater in the kitchen is " + (status.on() ? "on" : "off")));
	}

}
