package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.Assert;

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

	@Test
	void childThatIsClosedHandlesTheMessagesThatWaitBeforeItsBeansAreDestroyed() {
		SlowListener listener = new SlowListener();
		ListenerContexts.connectedTo(this.endpoint).run((parent) -> {
			withoutBeans(parent).withBean("slow", SlowListener.class, () -> listener)
				.run((child) -> awaitBacklog(parent, child, listener));
			assertThat(listener.handled).containsExactly("1", "2", "3");
			assertThat(parent.getBean(IotConnection.class).getReceiveStatus().unacknowledged()).isZero();
		});
	}

	@Test
	void messagesThatAClosedChildCouldNotHandleStayUnacknowledged() {
		SlowListener listener = new SlowListener();
		listener.waitsForDestruction = true;
		ListenerContexts.connectedTo(this.endpoint).run((parent) -> {
			withoutBeans(parent).withBean("slow", SlowListener.class, () -> listener)
				.run((child) -> awaitBacklog(parent, child, listener));
			parent.getBean(IotConnection.class).reconnect().join();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.untilAsserted(() -> assertThat(parent.getBean(IotConnection.class).getReceiveStatus().waiting())
					.isEqualTo(3));
			assertThat(listener.calls).containsExactly("1");
		});
	}

	// the first of three messages is in work
	private static void awaitBacklog(ApplicationContext parent, ApplicationContext child, SlowListener listener)
			throws Exception {
		TestConnection.get(child.getBean(IotListenerRegistry.class).start("slow.on"));
		IotConnection connection = parent.getBean(IotConnection.class);
		List.of("1", "2", "3").forEach((text) -> TestConnection.get(connection.publish(IotMessage.of("b", text))));
		Awaitility.await()
			.atMost(TestConnection.LIMIT)
			.until(() -> connection.getReceiveStatus().unacknowledged() == 3 && !listener.calls.isEmpty());
	}

	private static ApplicationContextRunner child(ApplicationContext parent) {
		return withoutBeans(parent).withBean("child", Listener.class);
	}

	private static ApplicationContextRunner withoutBeans(ApplicationContext parent) {
		return new ApplicationContextRunner().withParent(parent)
			.withConfiguration(
					AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, IotMessagingAutoConfiguration.class));
	}

	private static void awaitDelivery(ApplicationContext parent, ApplicationContext child) {
		TestConnection.get(child.getBean(IotListenerRegistry.class).start("child.on"));
		TestConnection.get(parent.getBean(IotConnection.class).publish(IotMessage.of("a/1", "x")));
		Awaitility.await()
			.atMost(TestConnection.LIMIT)
			.untilAsserted(() -> assertThat(child.getBean(Listener.class).received).containsExactly("x"));
	}

	// works for a while after the context begins to close, and fails when it has been
	// destroyed
	static class SlowListener implements ApplicationListener<ContextClosedEvent>, DisposableBean {

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		private final Queue<String> handled = new ConcurrentLinkedQueue<>();

		private final CountDownLatch closing = new CountDownLatch(1);

		private final CountDownLatch destroyed = new CountDownLatch(1);

		private volatile boolean waitsForDestruction;

		@IotListener("b")
		void on(String text) throws InterruptedException {
			this.calls.add(text);
			this.closing.await();
			if (this.waitsForDestruction) {
				this.destroyed.await();
			}
			boolean gone = this.destroyed.await(300, TimeUnit.MILLISECONDS);
			Assert.state(!gone, "The bean has been destroyed");
			this.handled.add(text);
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.closing.countDown();
		}

		@Override
		public void destroy() {
			this.destroyed.countDown();
		}

	}

	static class Listener {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		@IotListener("a/1")
		void on(String text) {
			this.received.add(text);
		}

	}

}
