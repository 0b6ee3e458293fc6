package io.github.iotcustomauth.sample;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.client.IotClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends a reading every few seconds. With QoS 1, so that what is measured without a
 * connection arrives later.
 */
@Component
class Thermometer {

	private static final Log logger = LogFactory.getLog(Thermometer.class);

	private final IotClient iot;

	private double celsius = 21;

	Thermometer(IotClient iot) {
		this.iot = iot;
	}

	@Scheduled(fixedRate = 5, timeUnit = TimeUnit.SECONDS)
	void sendReading() {
		this.celsius += ThreadLocalRandom.current().nextDouble(-0.5, 0.5);
		Reading reading = new Reading(Math.round(this.celsius * 10) / 10.0);
		this.iot.to("sample/{room}/temperature", "kitchen").body(reading).send().whenComplete((result, ex) -> {
			if (ex != null) {
				logger.warn(ex.getMessage());
			}
		});
	}

}
