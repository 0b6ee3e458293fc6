package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.support.TestExecutors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that code of the application runs on, with the real client.
 */
class ApplicationThreadsIntegrationTests {

	@AutoClose
	private final LocalEndpoint endpoint = new LocalEndpoint();

	@Test
	void codeOfTheApplicationRunsOnThreadsForIt() throws Exception {
		Map<String, String> threads = new ConcurrentHashMap<>();
		CompletableFuture<CustomAuthCredentials> credentials = new CompletableFuture<>();
		CrtMqttTransportFactory transports = new CrtMqttTransportFactory(this.endpoint::trust,
				List.of((options, connect) -> threads.put("customizer", thread())));
		DefaultIotConnection connection = new DefaultIotConnection(this.endpoint.settings("threads").build(), () -> {
			threads.put("provider", thread());
			return credentials;
		}, transports, TestExecutors.SHARED, (event) -> threads.put("event", thread()));
		try {
			CompletableFuture<Void> started = connection.start();
			CompletableFuture<Void> behindAllOf = CompletableFuture.allOf(started)
				.thenRun(() -> threads.put("behind allOf", thread()));
			credentials.complete(LocalEndpoint.ALICE);
			TestConnection.get(behindAllOf);
			TestConnection.get(started.thenRun(() -> threads.put("start", thread())));
			TestConnection.get(connection
				.subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> threads.put("handler", thread()))
				.getGranted()
				.thenRun(() -> threads.put("subscribe", thread())));
			CompletableFuture<Void> published = connection.publish(IotMessage.of("a", "1"));
			TestConnection.get(published.thenRun(() -> threads.put("publish", thread())));
			TestConnection.get(connection.publish(IotMessage.to("a").qos(Qos.AT_MOST_ONCE).build())
				.whenComplete((nothing, ex) -> threads.put("publish with QoS 0", thread())));
			TestConnection.get(connection.reconnect().thenRun(() -> threads.put("reconnect", thread())));
			assertThat(threads).hasSize(10)
				.allSatisfy((what,
						thread) -> assertThat(thread).as(what).startsWith("iot-").doesNotStartWith("iot-engine"));
			assertThat(threads.get("publish")).startsWith("iot-callback-");
			assertThat(threads.get("handler")).startsWith("iot-handler-");
		}
		finally {
			connection.stop(Duration.ofSeconds(5));
			transports.close();
		}
	}

	@Test
	void callbackMayWaitForAnotherPublish() {
		try (TestConnection connection = new TestConnection(this.endpoint, "waiting").connected()) {
			List<CompletableFuture<Void>> callbacks = IntStream.range(0, 100)
				.mapToObj((i) -> connection.connection()
					.publish(IotMessage.of("a", "first " + i))
					.thenRun(
							() -> TestConnection.get(connection.connection().publish(IotMessage.of("a", "next " + i)))))
				.toList();
			callbacks.forEach(TestConnection::get);
			assertThat(this.endpoint.core().getConnectAttempts("waiting")).hasSize(1);
		}
	}

	@Test
	void callbacksThatBlockDelayNoMessage() throws Exception {
		CountDownLatch arrived = new CountDownLatch(1);
		try (TestConnection connection = new TestConnection(this.endpoint, "busy").connected();
				TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected()) {
			TestConnection.get(connection.connection()
				.subscribe(TopicFilter.of("urgent"), Qos.AT_LEAST_ONCE, (message) -> arrived.countDown()));
			List<CompletableFuture<Boolean>> callbacks = IntStream.range(0, 100)
				.mapToObj((i) -> connection.connection()
					.publish(IotMessage.of("a", String.valueOf(i)))
					.thenApply((nothing) -> await(arrived)))
				.toList();
			publisher.publish("urgent", "");
			assertThat(callbacks).allSatisfy((callback) -> assertThat(TestConnection.get(callback)).isTrue());
		}
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(TestConnection.LIMIT.toSeconds() / 2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static String thread() {
		return Thread.currentThread().getName();
	}

}
