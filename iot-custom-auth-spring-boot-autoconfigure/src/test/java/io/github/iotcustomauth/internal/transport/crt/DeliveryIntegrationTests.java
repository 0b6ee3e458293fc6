package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of messages, on the real native client.
 */
class DeliveryIntegrationTests {

	@AutoClose
	private final LocalEndpoint endpoint = new LocalEndpoint();

	@ParameterizedTest
	@ValueSource(ints = { 0x80, 0x87 })
	void refusingPubackFailsThePublish(int reasonCode) {
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected()) {
			this.endpoint.core().faults().puback(reasonCode);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connection.publish("a", "x"))
				.havingCause()
				.withMessageContaining("(0x%02X)".formatted(reasonCode));
		}
	}

	@Test
	void publishThatExceedsAQuotaIsSentAgainLater() {
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected()) {
			this.endpoint.core().faults().puback(0x97);
			CompletableFuture<Void> published = connection.connection().publish(IotMessage.of("a", "x"));
			TestConnection.get(connection.connection().subscribe(TopicFilter.of("b"), Qos.AT_LEAST_ONCE, (message) -> {
			}));
			assertThat(published).isNotDone();
			this.endpoint.core().faults().puback(0);
			TestConnection.get(published);
			assertThat(this.endpoint.core().getConnectAttempts("client")).hasSize(1);
		}
	}

	@Test
	void missingPubackFailsThePublishInTime() {
		try (TestConnection connection = connection(
				this.endpoint.settings("client").operationTimeout(Duration.ofSeconds(1)))
			.connected()) {
			this.endpoint.core().faults().neverPuback(true);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connection.publish("a", "x"))
				.havingCause()
				.withMessageContaining("AWS_ERROR_MQTT_TIMEOUT");
		}
	}

	@Test
	void missingPubacksDoNotHoldUpWhatIsPublishedLater() {
		try (TestConnection connection = connection(
				this.endpoint.settings("client").operationTimeout(Duration.ofSeconds(1)))
			.connected()) {
			this.endpoint.core().faults().neverPuback(true);
			// as many as the server takes without PUBACK
			List<CompletableFuture<Void>> unanswered = IntStream.range(0, 100)
				.mapToObj((i) -> connection.connection().publish(IotMessage.of("a", "x")))
				.toList();
			Awaitility.await().until(() -> unanswered.stream().anyMatch(CompletableFuture::isDone));
			this.endpoint.core().faults().neverPuback(false);
			connection.publish("a", "later");
			assertThat(unanswered).allMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void tooManyPendingPublishesFailAtOnce() {
		this.endpoint.stop();
		try (TestConnection connection = connection(this.endpoint.settings("client").maxPending(2, 1000))) {
			connection.connection().start();
			CompletableFuture<Void> first = connection.connection().publish(IotMessage.of("a", "1"));
			connection.connection().publish(IotMessage.of("a", "2"));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connection.publish("a", "3"))
				.havingCause()
				.withMessageContaining("TOO_MANY_PENDING_PUBLISHES");
			assertThat(first).isNotDone();
		}
	}

	@Test
	void qosZeroFailsAtOnceWithoutAConnection() {
		try (TestConnection connection = new TestConnection(this.endpoint, "client")) {
			CompletableFuture<Void> published = connection.connection()
				.publish(IotMessage.to("a").qos(Qos.AT_MOST_ONCE).build());
			assertThat(published).isCompletedExceptionally();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(published::join)
				.havingCause()
				.withMessageContaining("NOT_CONNECTED");
		}
	}

	@Test
	void aMessageIsHandledAgainUntilItsHandlerReturns() {
		AtomicInteger calls = new AtomicInteger();
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected()) {
			TestConnection.get(connection.connection().subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> {
				if (calls.incrementAndGet() == 1) {
					throw new IllegalStateException("not yet");
				}
			}));
			connection.publish("a", "x");
			Awaitility.await().untilAsserted(() -> assertThat(calls).hasValue(2));
		}
	}

	@Test
	void theServerKeepsAMessageWhoseHandlerHasNotReturned() throws Exception {
		ConnectionSettings.Builder settings = this.endpoint.settings("client").sessionExpiry(Duration.ofMinutes(5));
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch reached = new CountDownLatch(1);
		try (TestConnection first = connection(settings).connected()) {
			TestConnection.get(first.connection().subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> {
				reached.countDown();
				never.await();
			}));
			first.publish("a", "kept");
			assertThat(reached.await(TestConnection.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		try (TestConnection second = connection(settings)) {
			second.connection().subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, second.received()::add);
			Awaitility.await().until(() -> this.endpoint.core().getConnectedClients().isEmpty());
			second.connection().start();
			assertThat(second.nextMessage().text()).isEqualTo("kept");
		}
	}

	@Test
	void theServerSendsNoMoreThanTheReceiveMaximumAhead() throws Exception {
		AtomicInteger delivered = new AtomicInteger();
		this.endpoint.withPolicy((action, resource) -> {
			if (action.equals("iot:Receive")) {
				delivered.incrementAndGet();
			}
			return true;
		});
		CountDownLatch release = new CountDownLatch(1);
		try (TestConnection receiver = connection(this.endpoint.settings("receiver").receiveMaximum(10)).connected();
				TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected()) {
			TestConnection.get(receiver.connection().subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> {
				release.await();
				receiver.received().add(message);
			}));
			for (int i = 0; i < 30; i++) {
				publisher.publish("a", String.valueOf(i));
			}
			Awaitility.await().untilAsserted(() -> assertThat(delivered).hasValue(10));
			release.countDown();
			for (int i = 0; i < 30; i++) {
				assertThat(receiver.nextMessage().text()).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	void subscriptionsOfTheEarlierSessionAreNotAskedForAgain() throws Exception {
		try (TestConnection connection = connection(
				this.endpoint.settings("client").sessionExpiry(Duration.ofMinutes(5)))
			.connected()
			.subscribed("a")) {
			this.endpoint.core().cutConnections();
			Awaitility.await().until(() -> connection.connection().getStatus().state() == ConnectionState.WAITING);
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> connection.connection().getStatus().isConnected());
			connection.publish("a", "x");
			assertThat(connection.nextMessage().text()).isEqualTo("x");
			assertThat(this.endpoint.events(LocalIotCoreEvent.Type.SUBSCRIBED)).hasSize(1);
		}
	}

	@Test
	void moreSubscriptionsThanAPacketMayCarryAreRenewed() throws Exception {
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected()) {
			for (int i = 0; i < 20; i++) {
				connection.subscribed("a/" + i);
			}
			TestConnection.get(connection.connection().reconnect());
			for (int i = 0; i < 20; i++) {
				connection.publish("a/" + i, String.valueOf(i));
				assertThat(connection.nextMessage().text()).isEqualTo(String.valueOf(i));
			}
		}
	}

	private TestConnection connection(ConnectionSettings.Builder settings) {
		return new TestConnection(this.endpoint, settings, CustomAuthCredentials.builder().username("alice").build());
	}

}
