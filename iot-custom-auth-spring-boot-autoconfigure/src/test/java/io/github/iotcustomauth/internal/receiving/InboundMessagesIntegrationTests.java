package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Received messages on the real native client.
 */
class InboundMessagesIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void closeAll() {
		this.release.countDown();
		this.publisher.close();
		this.endpoint.close();
	}

	@Test
	void copyOfAMessageInWorkIsHandledOnceMoreAndTheWindowDoesNotLeak() {
		try (TestConnection receiver = receiver(2)) {
			AtomicInteger handled = new AtomicInteger();
			subscribe(receiver, IotSubscription.of(TopicFilter.of("work"), blocking(handled)));
			publish("1");
			awaitUnacknowledged(receiver, 1);
			this.endpoint.core().faults().redeliver("receiver");
			awaitUnacknowledged(receiver, 2);
			this.release.countDown();
			Awaitility.await().until(() -> handled.get() == 2);
			IntStream.range(2, 7).forEach((i) -> publish("" + i));
			Awaitility.await().until(() -> handled.get() == 7);
			awaitUnacknowledged(receiver, 0);
		}
	}

	@Test
	void identifiedCopyOfAMessageInWorkIsNotHandledAgain() {
		try (TestConnection receiver = receiver(3)) {
			List<String> handled = new CopyOnWriteArrayList<>();
			ThrowingConsumer<IotMessage> handler = blocking(new AtomicInteger());
			subscribe(receiver, IotSubscription.of(TopicFilter.of("work"), (message) -> {
				handler.acceptWithException(message);
				handled.add(message.text());
			}).withIdentifiedBy("id"));
			publish("1");
			awaitUnacknowledged(receiver, 1);
			this.endpoint.core().faults().redeliver("receiver");
			this.endpoint.core().faults().redeliver("receiver");
			awaitUnacknowledged(receiver, 3);
			this.release.countDown();
			IntStream.range(2, 7).forEach((i) -> publish("" + i));
			Awaitility.await().until(() -> handled.contains("6"));
			assertThat(handled).containsExactly("1", "2", "3", "4", "5", "6");
			awaitUnacknowledged(receiver, 0);
		}
	}

	private static void awaitUnacknowledged(TestConnection receiver, int count) {
		Awaitility.await().until(() -> receiver.connection().getReceiveStatus().unacknowledged() == count);
	}

	private void publish(String id) {
		TestConnection
			.get(this.publisher.connection().publish(IotMessage.to("work").payload(id).userProperty("id", id).build()));
	}

	@Test
	void listenersThatThrowErrorsDoNotStopTheReceptionOfOthers() {
		try (TestConnection receiver = receiver(100)) {
			AtomicInteger good = new AtomicInteger();
			subscribe(receiver, IotSubscription.of(TopicFilter.of("bad"), (message) -> {
				throw new AssertionError("on purpose");
			}).withErrorHandler((failed) -> {
			}));
			subscribe(receiver, IotSubscription.of(TopicFilter.of("good"), (message) -> good.incrementAndGet()));
			IntStream.range(0, 200).forEach((i) -> this.publisher.publish("bad", ""));
			IntStream.range(0, 5).forEach((i) -> this.publisher.publish("good", ""));
			Awaitility.await().until(() -> good.get() == 5);
		}
	}

	@Test
	void listenerThatHoldsTheWindowIsNamedAndOthersGetTheirMessagesAsItGoesOn() throws Exception {
		try (TestConnection receiver = receiver(10)) {
			CompletableFuture<Integer> quick = new CompletableFuture<>();
			AtomicInteger slow = new AtomicInteger();
			subscribe(receiver, IotSubscription.of(TopicFilter.of("slow/+"), blocking(slow)).withName("slow"));
			subscribe(receiver, IotSubscription.of(TopicFilter.of("quick"), (message) -> quick.complete(slow.get())));
			IntStream.range(0, 15).forEach((i) -> this.publisher.publish("slow/" + i, ""));
			this.publisher.publish("quick", "");
			Awaitility.await()
				.untilAsserted(() -> assertThat(receiver.connection().getReceiveStatus().heldBy()).isEqualTo("slow"));
			assertThat(quick).isNotDone();
			this.release.countDown();
			// those that the server has sent before, in the order of their arrival there
			assertThat(quick.get(20, TimeUnit.SECONDS)).isBetween(6, 15);
			Awaitility.await().until(() -> receiver.connection().getReceiveStatus().heldBy() == null);
		}
	}

	@Test
	void slowListenerWithLargeMessagesHoldsABoundedNumberOfBytes() {
		try (TestConnection receiver = receiver(100)) {
			AtomicInteger handled = new AtomicInteger();
			subscribe(receiver, IotSubscription.of(TopicFilter.of("large"), blocking(handled)).withName("slow"));
			IotMessage large = IotMessage.to("large").payload(new byte[125_000]).qos(Qos.AT_MOST_ONCE).build();
			IntStream.range(0, 200).forEach((i) -> TestConnection.get(this.publisher.connection().publish(large)));
			Awaitility.await()
				.untilAsserted(() -> assertThat(receiver.connection().getReceiveStatus().dropped())
					.containsEntry("slow", 134L));
			this.release.countDown();
			Awaitility.await().until(() -> handled.get() == 66);
		}
	}

	private TestConnection receiver(int receiveMaximum) {
		return new TestConnection(this.endpoint, this.endpoint.settings("receiver").receiveMaximum(receiveMaximum),
				CustomAuthCredentials.builder().username("alice").password("secret").build())
			.connected();
	}

	private static void subscribe(TestConnection receiver, IotSubscription subscription) {
		TestConnection.get(receiver.connection().subscribe(subscription));
	}

	private ThrowingConsumer<IotMessage> blocking(AtomicInteger handled) {
		return (message) -> {
			this.release.await(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS);
			handled.incrementAndGet();
		};
	}

}
