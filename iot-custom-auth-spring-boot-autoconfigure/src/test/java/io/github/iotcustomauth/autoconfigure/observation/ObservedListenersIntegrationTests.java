package io.github.iotcustomauth.autoconfigure.observation;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.observation.IotListenerObservationConvention;
import io.github.iotcustomauth.observation.IotTemplateObservationConvention;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Observations of listeners on the real native client.
 */
class ObservedListenersIntegrationTests {

	private static LocalEndpoint endpoint;

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(endpoint)
		.withConfiguration(AutoConfigurations.of(IotObservationAutoConfiguration.class))
		.withBean(TestObservationRegistry.class, ObservedListenersIntegrationTests::registry)
		.withBean(Stopped.class)
		.withBean(Rooms.class);

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	private static TestObservationRegistry registry() {
		return TestObservationRegistry.create();
	}

	private static void send(ApplicationContext context, String topic) {
		TestConnection.get(context.getBean(IotClient.class).to(topic).send());
	}

	private static List<String> stopped(ApplicationContext context, String name, int number) {
		Stopped stopped = context.getBean(Stopped.class);
		Awaitility.await().until(() -> stopped.of(name).size() == number);
		return stopped.of(name);
	}

	@Test
	void everyTryIsAnObservation() {
		this.runner
			.withBean(IotListenerErrorHandler.class,
					() -> IotListenerErrorHandler.retrying(new FixedBackOff(1, 3), IotListenerErrorHandler.drop()))
			.run((context) -> {
				send(context, "failing/1");
				String failed = "handle failing/{id} " + IllegalStateException.class.getName();
				assertThat(stopped(context, IotListenerObservationConvention.NAME, 3)).containsExactly(failed, failed,
						"handle failing/{id} none");
			});
	}

	@Test
	void asynchronousResultEndsTheObservationWhenItCompletes() {
		this.runner.withBean(IotListenerErrorHandler.class, IotListenerErrorHandler::drop).run((context) -> {
			send(context, "asynchronous/1");
			Rooms rooms = context.getBean(Rooms.class);
			Awaitility.await().until(() -> rooms.called.get() == 1);
			assertThat(context.getBean(Stopped.class).of(IotListenerObservationConvention.NAME)).isEmpty();
			rooms.result.completeExceptionally(new IllegalStateException("test"));
			assertThat(stopped(context, IotListenerObservationConvention.NAME, 1).get(0))
				.isEqualTo("handle asynchronous/+ " + IllegalStateException.class.getName());
		});
	}

	@Test
	void answerIsObservedWithItsTemplate() {
		this.runner.run((context) -> {
			send(context, "questions/1");
			assertThat(stopped(context, IotTemplateObservationConvention.NAME, 2))
				.containsExactlyInAnyOrder("publish none", "reply answers/{id} none");
		});
	}

	@Test
	void argumentThatCannotBeConvertedIsAnError() {
		this.runner.run((context) -> {
			send(context, "numbers/1");
			assertThat(stopped(context, IotListenerObservationConvention.NAME, 1)).singleElement()
				.asString()
				.startsWith("handle numbers/{id} ")
				.endsWith("InvalidMessageException");
		});
	}

	static class Rooms {

		private final AtomicInteger called = new AtomicInteger();

		private final CompletableFuture<String> result = new CompletableFuture<>();

		@IotListener("failing/{id}")
		void fail(byte[] payload) {
			if (this.called.incrementAndGet() < 3) {
				throw new IllegalStateException("test");
			}
		}

		@IotListener("asynchronous/+")
		CompletableFuture<String> later(byte[] payload) {
			this.called.incrementAndGet();
			return this.result;
		}

		@IotListener("questions/{id}")
		@SendTo("answers/{id}")
		String answer(byte[] payload) {
			return "answer";
		}

		@IotListener("numbers/{id}")
		void count(Rooms unreadable) {
			this.called.incrementAndGet();
		}

	}

	/**
	 * The observations that have stopped, as texts.
	 */
	static class Stopped implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> contexts = new CopyOnWriteArrayList<>();

		Stopped(TestObservationRegistry registry) {
			registry.observationConfig().observationHandler(this);
		}

		@Override
		public void onStop(Observation.Context context) {
			this.contexts.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		List<String> of(String name) {
			return this.contexts.stream()
				.filter((context) -> name.equals(context.getName()))
				.map((context) -> context.getContextualName() + " "
						+ context.getLowCardinalityKeyValue("error.type").getValue())
				.toList();
		}

	}

}
