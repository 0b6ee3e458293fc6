package io.github.iotcustomauth.docs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.client.IotClient.MessageSpec;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.stereotype.Component;

@Component
class Heaters {

	private final IotClient iot;

	Heaters(IotClient iot) {
		this.iot = iot;
	}

	CompletableFuture<Void> heat(String room, int degrees) {
		return this.iot.to("home/{room}/heater", room).body(new Heat(degrees)).send();
	}

	void command(String room, String trace) {
		MessageSpec command = this.iot.to("home/{room}/heater", room)
			.contentType("application/vnd.heater.v2+json")
			.userProperty("trace", trace)
			.expiry(Duration.ofMinutes(5));
		command.body(new Heat(21)).send();
		command.qos(Qos.AT_MOST_ONCE).body("blink").sendAndWait(Duration.ofSeconds(10));
	}

	List<CompletableFuture<?>> ask(String room) {
		CompletableFuture<Status> status = this.iot.to("home/{room}/heater/status", room).request(Status.class);
		CompletableFuture<List<Status>> all = this.iot.to("home/heaters")
			.body("status")
			.request(new ParameterizedTypeReference<>() {
			}, Duration.ofSeconds(5));
		return List.of(status, all);
	}

	record Heat(int degrees) {
	}

	record Status(int degrees) {
	}

}
