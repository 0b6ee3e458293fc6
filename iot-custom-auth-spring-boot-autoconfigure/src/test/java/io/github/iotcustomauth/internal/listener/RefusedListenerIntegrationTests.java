package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listener whose subscription is refused, on the real native client.
 */
class RefusedListenerIntegrationTests {

	private final AtomicBoolean allowed = new AtomicBoolean(true);

	@Test
	void listenerThatIsRefusedOnALaterConnectionIsNotRunningUntilItIsGranted() {
		try (LocalEndpoint endpoint = new LocalEndpoint()
			.withPolicy((action, resource) -> !action.equals("iot:Subscribe") || this.allowed.get())) {
			ListenerContexts.connectedTo(endpoint)
				.withBean(Listener.class)
				.withPropertyValues("aws.iot.custom-auth.session.expiry=0")
				.run((context) -> {
					IotListenerRegistry registry = context.getBean(IotListenerRegistry.class);
					IotConnection connection = context.getBean(IotConnection.class);
					TestConnection.get(registry.start("listener"));
					assertThat(registry.isRunning("listener")).isTrue();
					this.allowed.set(false);
					TestConnection.get(connection.reconnect());
					Awaitility.await().until(() -> !registry.isRunning("listener"));
					assertThat(registry.start("listener")).failsWithin(TestConnection.LIMIT);
					assertThat(registry.isRunning("listener")).isFalse();
					this.allowed.set(true);
					TestConnection.get(registry.start("listener"));
					assertThat(registry.isRunning("listener")).isTrue();
					TestConnection.get(connection.publish(IotMessage.of("work", "hello")));
					Listener listener = context.getBean(Listener.class);
					Awaitility.await().untilAsserted(() -> assertThat(listener.received).containsExactly("hello"));
				});
		}
	}

	static class Listener {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@IotListener(id = "listener", topics = "work")
		void on(String text) {
			this.received.add(text);
		}

	}

}
