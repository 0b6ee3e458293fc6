package io.github.iotcustomauth.sample.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.client.IotClient;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Sends what the forms of the page contain.
 */
@Component
class Sender {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final WatchedConnections connections;

	private final Map<String, IotClient> clients;

	/**
	 * Create a sender.
	 * @param connections the connections
	 * @param clients the clients by bean name
	 */
	Sender(WatchedConnections connections, Map<String, IotClient> clients) {
		this.connections = connections;
		this.clients = clients;
	}

	CompletableFuture<Result> publish(Order order) {
		return send(() -> {
			IotConnection connection = this.connections.find(order.connection());
			if (connection == null) {
				throw unknown(order);
			}
			return connection
				.publish(IotMessage.to(order.topic()).payload(order.payload()).qos(Qos.of(order.qos())).build())
				.copy()
				.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
				.thenApply((acknowledged) -> "");
		});
	}

	CompletableFuture<Result> request(Order order) {
		return send(() -> {
			// a single connection has a client without the connection's name
			IotClient client = (this.clients.size() == 1) ? this.clients.values().iterator().next()
					: this.clients.get(order.connection() + IotClient.class.getSimpleName());
			if (client == null) {
				throw unknown(order);
			}
			return client.to(order.topic())
				.body(order.payload())
				.request(byte[].class, LIMIT)
				.thenApply(PayloadText::of);
		});
	}

	private static IllegalArgumentException unknown(Order order) {
		return new IllegalArgumentException("There is no connection '" + order.connection() + "'");
	}

	private static CompletableFuture<Result> send(Sending sending) {
		long start = System.nanoTime();
		CompletableFuture<String> sent;
		try {
			sent = sending.start();
		}
		catch (RuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		return sent.handle((answer, ex) -> new Result((ex != null) ? null : answer, failure(ex),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
	}

	private static @Nullable FailureView failure(@Nullable Throwable failure) {
		if (failure == null) {
			return null;
		}
		if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
			return new FailureView("Not acknowledged within " + LIMIT.toSeconds() + " seconds",
					List.of("The message waits for the connection and is sent when it is established"));
		}
		return FailureView.of(failure);
	}

	/**
	 * What a form contains.
	 *
	 * @param connection the name of the connection
	 * @param topic the topic
	 * @param qos the quality of service
	 * @param payload the payload
	 */
	record Order(String connection, String topic, int qos, String payload) {

		Order {
			connection = Objects.requireNonNullElse(connection, "");
			topic = Objects.requireNonNullElse(topic, "");
			payload = Objects.requireNonNullElse(payload, "");
		}

	}

	/**
	 * What came of it.
	 *
	 * @param answer the answer, empty for a message; {@code null} if it failed
	 * @param failure why it failed, or {@code null}
	 * @param millis how long it took, in milliseconds
	 */
	record Result(@Nullable String answer, @Nullable FailureView failure, long millis) {
	}

	/**
	 * Starts to send.
	 */
	@FunctionalInterface
	private interface Sending {

		CompletableFuture<String> start();

	}

}
