package io.github.iotcustomauth.docs;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class Listeners {

	final Map<String, Status> heaters = new ConcurrentHashMap<>();

	final Store store = new Store();

	final Work queue = new Work();

	final Photos photos = new Photos();

	final AtomicBoolean lamp = new AtomicBoolean();

	@IotListener("home/{room}/heater/status")
	@SendTo("home/{room}/heater/current")
	Status status(@DestinationVariable String room) {
		return this.heaters.get(room);
	}

	@IotListener(id = "telemetry", topics = "devices/{deviceId}/telemetry", group = "workers", concurrency = "8")
	void onTelemetry(Telemetry telemetry, @DestinationVariable String deviceId) {
		this.store.save(deviceId, telemetry);
	}

	@IotListener(topics = "alarms/{deviceId}", identifiedBy = "message-id")
	void onAlarm(Telemetry telemetry, @DestinationVariable String deviceId) {
		this.store.save(deviceId, telemetry);
	}

	@IotListener("orders/{number}")
	void onOrder(Order order, Acknowledgment acknowledgment) {
		this.queue.submit(order).thenRun(acknowledgment::acknowledge);
	}

	@IotListener(topics = "photos/{deviceId}", concurrency = "4")
	CompletableFuture<Void> onPhoto(byte[] photo, @DestinationVariable String deviceId) {
		return this.photos.upload(deviceId, photo);
	}

	@IotListener(topics = "commands/lamp", subscribe = false)
	void onCommand(Command command) {
		this.lamp.set(command.on());
	}

	@Bean
	IotListenerErrorHandler errorHandler() {
		return IotListenerErrorHandler.retrying(new FixedBackOff(500, 5),
				IotListenerErrorHandler.publishTo("errors/thermostat"));
	}

	record Status(int degrees) {
	}

	record Telemetry(double voltage) {
	}

	record Command(boolean on) {
	}

	record Order(String article) {
	}

	static class Store {

		final Map<String, Telemetry> saved = new ConcurrentHashMap<>();

		void save(String deviceId, Telemetry telemetry) {
			this.saved.put(deviceId, telemetry);
		}

	}

	static class Work {

		final Map<String, CompletableFuture<Void>> submitted = new ConcurrentHashMap<>();

		CompletableFuture<Void> submit(Order order) {
			return this.submitted.computeIfAbsent(order.article(), (article) -> new CompletableFuture<>());
		}

	}

	static class Photos {

		final Map<String, byte[]> uploaded = new ConcurrentHashMap<>();

		CompletableFuture<Void> upload(String deviceId, byte[] photo) {
			return CompletableFuture.runAsync(() -> this.uploaded.put(deviceId, photo));
		}

	}

}
