package io.github.iotcustomauth.sample;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import jakarta.annotation.PostConstruct;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Shows the temperatures of all rooms.
 */
@Component
class Display {

	private static final Log logger = LogFactory.getLog(Display.class);

	private final IotConnection connection;

	Display(IotConnection connection) {
		this.connection = connection;
	}

	@PostConstruct
	void subscribe() {
		// before there is a connection: it is asked for as soon as there is one
		this.connection.subscribe(TopicFilter.of("sample/+/temperature"), Qos.AT_LEAST_ONCE, this::show);
	}

	private void show(IotMessage message) {
		logger.info("%s: %s °C".formatted(message.topic(), message.text()));
	}

}
