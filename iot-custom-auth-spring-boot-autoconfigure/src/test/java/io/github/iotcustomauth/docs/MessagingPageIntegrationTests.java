package io.github.iotcustomauth.docs;

import java.time.Duration;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/messaging.md} shows, on the real native client.
 */
class MessagingPageIntegrationTests {

	private static LocalEndpoint endpoint;

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(endpoint);

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@Test
	void thermostatHeatsWhenItIsCold() {
		this.runner.withUserConfiguration(Thermostat.class).run((context) -> {
			try (TestConnection heater = new TestConnection(endpoint, "heater").connected()
				.subscribed("home/+/heater")) {
				heater.publish("home/bath/temperature", "{\"celsius\":300}");
				heater.publish("home/bath/temperature", "{\"celsius\":19}");
				heater.publish("home/kitchen/temperature", "{\"celsius\":17}");
				IotMessage heat = heater.nextMessage();
				assertThat(heat.topic()).isEqualTo("home/kitchen/heater");
				assertThat(heat.text()).isEqualTo("{\"degrees\":21}");
			}
		});
	}

	@Test
	void listenersAnswerAndReceive() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			Listeners listeners = context.getBean(Listeners.class);
			listeners.heaters.put("kitchen", new Listeners.Status(21));
			IotClient client = context.getBean(IotClient.class);
			assertThat(TestConnection.get(client.to("home/kitchen/heater/status").request(Listeners.Status.class)))
				.isEqualTo(new Listeners.Status(21));
			client.to("devices/{id}/telemetry", "d-7").body(new Listeners.Telemetry(3.3)).send();
			client.to("orders/{number}", 1).body(new Listeners.Order("lamp")).send();
			client.to("photos/{id}", "d-7").body(new byte[] { 7 }).send();
			TestConnection.get(endpoint.core()
				.sendDirectMessage(context.getBean(IotConnection.class).getClientId(),
						LocalIotCoreMessage.of("commands/lamp", "{\"on\":true}", 1), Duration.ofSeconds(15)));
			assertThat(listeners.lamp).isTrue();
			Awaitility.await().until(() -> listeners.photos.uploaded.containsKey("d-7"));
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> listeners.store.saved.containsKey("d-7") && listeners.queue.submitted.containsKey("lamp"));
			listeners.queue.submitted.get("lamp").complete(null);
			assertThat(context.getBean(IotConnection.class).getRefusedSubscriptions()).isEmpty();
		});
	}

}
