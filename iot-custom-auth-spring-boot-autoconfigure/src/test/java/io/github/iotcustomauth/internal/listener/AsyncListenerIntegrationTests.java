package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners whose results complete later, on the real native client.
 */
class AsyncListenerIntegrationTests {

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

	private static void publish(ApplicationContext context, String topic, String payload) {
		TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of(topic, payload)));
	}

	private static int unacknowledged(ApplicationContext context) {
		return context.getBean(IotConnection.class).getReceiveStatus().unacknowledged();
	}

	@Test
	void messageIsAcknowledgedWhenTheFutureCompletes() {
		this.runner.withBean(FutureListener.class).run((context) -> {
			FutureListener listener = context.getBean(FutureListener.class);
			publish(context, "future/a", "1");
			Awaitility.await().until(() -> listener.results.containsKey("1"));
			assertThat(unacknowledged(context)).isEqualTo(1);
			listener.results.get("1").complete(null);
			Awaitility.await().until(() -> unacknowledged(context) == 0);
		});
	}

	@Test
	void orderAndConcurrencyOfATopicHoldForFutures() {
		this.runner.withBean(FutureListener.class).run((context) -> {
			FutureListener listener = context.getBean(FutureListener.class);
			publish(context, "future/a", "a1");
			publish(context, "future/a", "a2");
			publish(context, "future/b", "b1");
			publish(context, "future/c", "c1");
			Awaitility.await().until(() -> listener.called.size() == 2);
			// two at a time, and only one of a topic
			assertThat(listener.called).containsExactlyInAnyOrder("a1", "b1");
			listener.results.get("b1").complete(null);
			Awaitility.await().until(() -> listener.called.contains("c1"));
			assertThat(listener.called).doesNotContain("a2");
			listener.results.get("a1").complete(null);
			Awaitility.await().until(() -> listener.called.contains("a2"));
			listener.results.values().forEach((result) -> result.complete(null));
			Awaitility.await().until(() -> unacknowledged(context) == 0);
		});
	}

	@Test
	void futureThatFailsGoesToTheErrorHandler() {
		this.runner.withBean(FutureListener.class).withBean(Errors.class).run((context) -> {
			FutureListener listener = context.getBean(FutureListener.class);
			publish(context, "future/a", "1");
			Awaitility.await().until(() -> listener.results.containsKey("1"));
			IllegalStateException failure = new IllegalStateException("on purpose");
			listener.results.get("1").completeExceptionally(new CompletionException(failure));
			Errors errors = context.getBean(Errors.class);
			Awaitility.await().until(() -> !errors.failed.isEmpty());
			assertThat(errors.failed).singleElement().extracting(FailedMessage::failure).isSameAs(failure);
			Awaitility.await().until(() -> unacknowledged(context) == 0);
		});
	}

	@Test
	void valueOfAFutureOrAMonoIsTheAnswer() {
		this.runner.withBean(AnsweringListener.class).run((context) -> {
			try (TestConnection asking = new TestConnection(endpoint, "asking").connected().subscribed("answers")) {
				for (String kind : List.of("future", "mono")) {
					TestConnection.get(asking.connection()
						.publish(IotMessage.to("ask/" + kind).payload("x").responseTopic("answers").build()));
					assertThat(asking.nextMessage().text()).isEqualTo("x by " + kind);
				}
			}
		});
	}

	@Test
	void monoThatFailsGoesToTheErrorHandlerAndAnEmptyOneAnswersNothing() {
		this.runner.withBean(AnsweringListener.class).withBean(Errors.class).run((context) -> {
			publish(context, "mono/empty", "x");
			publish(context, "mono/failing", "x");
			Errors errors = context.getBean(Errors.class);
			Awaitility.await().until(() -> !errors.failed.isEmpty());
			assertThat(errors.failed).singleElement()
				.extracting(FailedMessage::failure)
				.isInstanceOf(IllegalStateException.class);
			Awaitility.await().until(() -> unacknowledged(context) == 0);
		});
	}

	@Test
	void futureThatIsNotCompleteAtTheStopLeavesItsMessageToTheServer() {
		ApplicationContextRunner kept = this.runner.withBean(FutureListener.class)
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withPropertyValues("aws.iot.custom-auth.client-id=kept-future", "aws.iot.custom-auth.session.expiry=1h",
					"aws.iot.custom-auth.fail-fast=false", "spring.lifecycle.timeout-per-shutdown-phase=4s");
		kept.run((context) -> {
			publish(context, "future/a", "kept");
			Awaitility.await().until(() -> context.getBean(FutureListener.class).called.contains("kept"));
		});
		kept.run((context) -> Awaitility.await()
			.until(() -> context.getBean(FutureListener.class).called.contains("kept")));
	}

	static class FutureListener {

		final Map<String, CompletableFuture<Void>> results = new ConcurrentHashMap<>();

		final List<String> called = new CopyOnWriteArrayList<>();

		@IotListener(topics = "future/+", concurrency = "2")
		CompletableFuture<Void> on(String text) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			this.results.put(text, result);
			this.called.add(text);
			return result;
		}

	}

	static class AnsweringListener {

		@IotListener("ask/future")
		CompletableFuture<String> future(String text) {
			return CompletableFuture.supplyAsync(() -> text + " by future");
		}

		@IotListener("ask/mono")
		Mono<String> mono(String text) {
			return Mono.fromSupplier(() -> text + " by mono");
		}

		@IotListener("mono/empty")
		Mono<Void> empty(String text) {
			return Mono.empty();
		}

		@IotListener("mono/failing")
		Mono<String> failing(String text) {
			return Mono.error(new IllegalStateException("on purpose"));
		}

	}

	static class Errors implements IotListenerErrorHandler {

		private final List<FailedMessage> failed = new CopyOnWriteArrayList<>();

		@Override
		public void handle(FailedMessage message) {
			this.failed.add(message);
		}

	}

}
