package io.github.iotcustomauth.docs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;

import org.springframework.stereotype.Component;

@Component
class Telemetry {

	private final IotConnection connection;

	private final AtomicBoolean slower = new AtomicBoolean();

	Telemetry(IotConnection connection) {
		this.connection = connection;
	}

	CompletableFuture<Void> publish(String reading) {
		return this.connection.publish(IotMessage.of("home/kitchen", reading)).whenComplete((nothing, ex) -> {
			if (ex instanceof IotConnectionException failed
					&& failed.getFailure().reason() == FailureReason.TOO_MANY_PENDING_PUBLISHES) {
				this.slower.set(true);
			}
		});
	}

	boolean isSlower() {
		return this.slower.get();
	}

}
