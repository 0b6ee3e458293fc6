package io.github.iotcustomauth.sample;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders and their messages: both are stored in one transaction, or neither is.
 */
@Component
@Profile("outbox")
class Orders {

	private static final Log logger = LogFactory.getLog(Orders.class);

	private final JdbcClient jdbc;

	private final IotClient iot;

	Orders(JdbcClient jdbc, IotClient iot) {
		this.jdbc = jdbc;
		this.iot = iot;
	}

	/**
	 * Place an order. Its message is sent after the commit.
	 * @param item what is ordered
	 * @return the future of the message, which must not be waited for in the transaction
	 */
	@Transactional
	CompletableFuture<?> place(String item) {
		this.jdbc.sql("insert into orders (item) values (?)").param(item).update();
		CompletableFuture<?> sent = this.iot.to("sample/kitchen/orders").body(item).send();
		sent.whenComplete((result, ex) -> logger
			.info((ex != null) ? "The message for '" + item + "' was not sent: " + ex.getMessage()
					: "The message for '" + item + "' was acknowledged"));
		if (item.isBlank() || item.startsWith("no ")) {
			throw new IllegalArgumentException("There is nothing to order: '" + item + "'");
		}
		return sent;
	}

	@IotListener("sample/kitchen/orders")
	void show(String item) {
		logger.info("sample/kitchen/orders: " + item);
	}

}
