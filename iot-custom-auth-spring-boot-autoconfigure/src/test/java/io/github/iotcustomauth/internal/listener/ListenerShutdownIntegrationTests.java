package io.github.iotcustomauth.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.AsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners while their application stops, with a session that the server keeps.
 */
class ListenerShutdownIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final Work work = new Work(new TestConnection(this.endpoint, "publisher"), new ConcurrentLinkedQueue<>(),
			new ConcurrentLinkedQueue<>());

	private ApplicationContextRunner runner;

	@BeforeEach
	void setUp() {
		this.work.publisher().connected();
		this.runner = ListenerContexts.connectedTo(this.endpoint)
			.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withPropertyValues("aws.iot.custom-auth.client-id=gateway", "aws.iot.custom-auth.session.expiry=1h",
					"aws.iot.custom-auth.fail-fast=false")
			.withBean(Work.class, () -> this.work)
			.withBean(Submitting.class);
	}

	@AfterEach
	void close() {
		this.work.publisher().close();
		this.endpoint.close();
	}

	@Test
	void startThatFailsEndsSoonAlthoughMessagesOfAKeptSessionWait() {
		try (TestConnection first = new TestConnection(this.endpoint,
				this.endpoint.settings("gateway").sessionExpiry(Duration.ofHours(1)),
				CustomAuthCredentials.builder().username("alice").password("secret").build())) {
			first.connected().subscribed("work");
		}
		this.work.publish(1);
		long start = System.nanoTime();
		this.runner.withBean(FailingWeb.class)
			.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("Port 8080 was already in use"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
		assertThat(this.work.handled()).isEmpty();
		this.runner.run((context) -> this.work.awaitHandled());
	}

	@Test
	void shutdownLosesNoMessageOfAListenerThatUsesAnExecutorOfTheApplication() {
		AtomicLong closedAt = new AtomicLong();
		this.runner.withBean(IotListenerErrorHandler.class, () -> (failed) -> {
		}).withBean(SlowWeb.class).run((context) -> {
			TestConnection.get(context.getBean(IotListenerRegistry.class).start("worker"));
			this.work.publish(3);
			this.work.awaitHandled();
			closedAt.set(System.nanoTime());
		});
		assertThat(Duration.ofNanos(System.nanoTime() - closedAt.get())).as("the executor refuses or holds tasks")
			.isLessThan(Duration.ofSeconds(6));
		assertThat(this.work.sent()).hasSize(13);
		this.runner.run((context) -> this.work.awaitHandled());
	}

	/**
	 * Work for the listener.
	 *
	 * @param publisher publishes it
	 * @param sent what was published
	 * @param handled what the listener has done
	 */
	record Work(TestConnection publisher, Queue<String> sent, Queue<String> handled) {

		void publish(int count) {
			for (int i = 0; i < count; i++) {
				String payload = String.valueOf(this.sent.size());
				this.publisher.publish("work", payload);
				this.sent.add(payload);
			}
		}

		void awaitHandled() {
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.untilAsserted(() -> assertThat(this.handled).containsAll(List.copyOf(this.sent)));
		}

	}

	static final class Submitting {

		private final AsyncTaskExecutor executor;

		private final Work work;

		Submitting(AsyncTaskExecutor executor, Work work) {
			this.executor = executor;
			this.work = work;
		}

		@IotListener(id = "worker", topics = "work")
		void on(String text) throws Exception {
			this.executor.submit(() -> this.work.handled().add(text)).get();
		}

	}

	/**
	 * As the graceful shutdown of a web server with a slow request.
	 */
	static final class SlowWeb implements SmartLifecycle {

		private final Work work;

		private volatile boolean running;

		SlowWeb(Work work) {
			this.work = work;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.work.publish(10);
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE - 1024;
		}

	}

	static final class FailingWeb implements SmartLifecycle {

		private final IotConnection connection;

		FailingWeb(IotConnection connection) {
			this.connection = connection;
		}

		@Override
		public void start() {
			Awaitility.await()
				.atMost(Duration.ofSeconds(4))
				.until(() -> this.connection.getReceiveStatus().unacknowledged() > 0);
			throw new IllegalStateException("Port 8080 was already in use");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE - 2048;
		}

	}

}
