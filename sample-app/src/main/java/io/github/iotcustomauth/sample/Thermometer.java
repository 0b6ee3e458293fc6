package io.github.iotcustomauth.sample;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes a temperature every few seconds. With QoS 1, so that what is measured without
 * a connection arrives later.
 */
@Component
class Thermometer {

	private static final Log logger = LogFactory.getLog(Thermometer.class);

	private final IotConnection connection;

	private double temperature = 21;

	Thermometer(IotConnection connection) {
		this.connection = connection;
	}

	@Scheduled(fixedRate = 5, timeUnit = TimeUnit.SECONDS)
	void publishReading() {
		this.temperature += ThreadLocalRandom.current().nextDouble(-0.5, 0.5);
		String reading = String.format(Locale.ROOT, "%.1f", this.temperature);
		this.connection.publish(IotMessage.of("sample/kitchen/temperature", reading)).whenComplete((result, ex) -> {
			if (ex != null) {
				logger.warn(ex.getMessage());
			}
		});
	}

}
