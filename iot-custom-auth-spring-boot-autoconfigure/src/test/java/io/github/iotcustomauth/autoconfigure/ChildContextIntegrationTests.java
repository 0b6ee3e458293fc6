package io.github.iotcustomauth.autoconfigure;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners of a context whose parent has the connection.
 */
class ChildContextIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	@Test
	void listenerOfAChildUsesTheConnectionOfItsParent() {
		ListenerContexts.connectedTo(this.endpoint).run((parent) -> child(parent).run((child) -> {
			assertThat(child.getBean(IotConnection.class)).isSameAs(parent.getBean(IotConnection.class));
			assertThat(child.getBean(IotClient.class)).isSameAs(parent.getBean(IotClient.class));
			assertThat(child.getBean(IotListenerRegistry.class).getListenerIds()).containsExactly("child.on");
			assertThat(parent.getBean(IotListenerRegistry.class).getListenerIds()).isEmpty();
			awaitDelivery(parent, child);
			assertThat(this.endpoint.attempts()).hasSize(1);
		}));
	}

	@Test
	void childThatIsClosedUnsubscribesAndLeavesTheConnectionToItsParent() {
		ListenerContexts.connectedTo(this.endpoint).run((parent) -> {
			child(parent).run((child) -> awaitDelivery(parent, child));
			assertThat(this.endpoint.events(LocalIotCoreEvent.Type.UNSUBSCRIBED)).hasSize(1);
			assertThat(parent.getBean(IotConnection.class).getStatus().state()).isEqualTo(ConnectionState.CONNECTED);
			child(parent).run((child) -> awaitDelivery(parent, child));
		});
	}

	@Test
	void childThatIsStoppedAndStartedReceivesAgain() {
		ListenerContexts.connectedTo(this.endpoint).run((parent) -> child(parent).run((child) -> {
			ConfigurableApplicationContext source = child.getSourceApplicationContext();
			source.stop();
			assertThat(child.getBean(IotListenerRegistry.class).isRunning("child.on")).isFalse();
			source.start();
			assertThat(child.getBean(IotListenerRegistry.class).isRunning("child.on")).isTrue();
			TestConnection.get(child.getBean(IotListenerRegistry.class).start("child.on"));
			awaitDelivery(parent, child);
		}));
	}

	private static ApplicationContextRunner child(ApplicationContext parent) {
		return new ApplicationContextRunner().withParent(parent)
			.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class,
					IotMessagingAutoConfiguration.class, IotListenerAutoConfiguration.class))
			.withBean("child", Listener.class);
	}

	private static void awaitDelivery(ApplicationContext parent, ApplicationContext child) {
		TestConnection.get(child.getBean(IotListenerRegistry.class).start("child.on"));
		TestConnection.get(parent.getBean(IotConnection.class).publish(IotMessage.of("a/1", "x")));
		Awaitility.await()
			.atMost(TestConnection.LIMIT)
			.untilAsserted(() -> assertThat(child.getBean(Listener.class).received).containsExactly("x"));
	}

	static class Listener {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		@IotListener("a/1")
		void on(String text) {
			this.received.add(text);
		}

	}

}
