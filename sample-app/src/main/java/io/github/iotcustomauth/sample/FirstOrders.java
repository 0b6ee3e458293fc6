package io.github.iotcustomauth.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Places an order, and one that is rolled back.
 */
@Component
@Profile("outbox")
class FirstOrders {

	private static final Log logger = LogFactory.getLog(FirstOrders.class);

	private final Orders orders;

	FirstOrders(Orders orders) {
		this.orders = orders;
	}

	@EventListener(ApplicationReadyEvent.class)
	void place() {
		this.orders.place("bread");
		try {
			this.orders.place("no butter");
		}
		catch (IllegalArgumentException ex) {
			logger.info("Rolled back: " + ex.getMessage());
		}
	}

}
