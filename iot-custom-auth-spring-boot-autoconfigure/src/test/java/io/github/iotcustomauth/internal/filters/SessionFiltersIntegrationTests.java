package io.github.iotcustomauth.internal.filters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions that the server refuses, leaves without an answer or removes, on the real
 * native client.
 */
class SessionFiltersIntegrationTests {

	private static final TopicFilter FILTER = TopicFilter.of("a");

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void stoppingOneMemberOfAGroupLosesNothing() {
		Set<String> handled = ConcurrentHashMap.newKeySet();
		IotSubscription leaving = member(handled);
		int messages = 1500;
		try (TestConnection one = new TestConnection(this.endpoint, "one").connected();
				TestConnection two = new TestConnection(this.endpoint, "two").connected();
				TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected()) {
			TestConnection.get(two.connection().subscribe(member(handled)));
			CompletableFuture<Void> published = CompletableFuture.runAsync(() -> publish(publisher, messages));
			do {
				ActiveSubscription active = one.connection().subscribe(leaving);
				TestConnection.get(active);
				int seen = handled.size();
				Awaitility.await().until(() -> published.isDone() || handled.size() > seen + 20);
				TestConnection.get(one.connection().unsubscribe(active));
			}
			while (!published.isDone());
			TestConnection.get(published);
			Awaitility.await().atMost(TestConnection.LIMIT).untilAsserted(() -> assertThat(handled).hasSize(messages));
		}
	}

	private static IotSubscription member(Set<String> handled) {
		return IotSubscription.of(TopicFilter.of("$share/group/work"), (message) -> handled.add(message.text()));
	}

	private static void publish(TestConnection publisher, int messages) {
		List<CompletableFuture<Void>> window = new ArrayList<>();
		IntStream.range(0, messages).forEach((i) -> {
			window.add(publisher.connection().publish(IotMessage.of("work", "" + i)));
			if (window.size() == 50) {
				window.forEach(TestConnection::get);
				window.clear();
			}
		});
		window.forEach(TestConnection::get);
	}

	@Test
	void throttledSubscriptionIsAskedForAgainOnTheNextConnection() throws Exception {
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected()) {
			this.endpoint.core().faults().subackNext(0x97);
			assertThat(subscribe(connection)).failsWithin(TestConnection.LIMIT)
				.withThrowableThat()
				.withMessageContaining("QUOTA_EXCEEDED");
			assertThat(connection.connection().getRefusedSubscriptions()).containsOnlyKeys(FILTER);
			Awaitility.await()
				.until(() -> connection.events().stream().anyMatch((event) -> event instanceof RefusedSubscription));
			TestConnection.get(connection.connection().reconnect());
			Awaitility.await().until(() -> connection.connection().getRefusedSubscriptions().isEmpty());
			connection.publish("a", "hello");
			assertThat(connection.nextMessage().text()).isEqualTo("hello");
		}
	}

	@Test
	void subscribeThatIsNeverAnsweredDoesNotEndTheConnection() throws Exception {
		CustomAuthCredentials alice = CustomAuthCredentials.builder().username("alice").password("secret").build();
		try (TestConnection connection = new TestConnection(this.endpoint,
				this.endpoint.settings("client").operationTimeout(Duration.ofSeconds(1)), alice)
			.connected()) {
			this.endpoint.core().faults().neverSuback(true);
			assertThat(subscribe(connection)).failsWithin(TestConnection.LIMIT);
			this.endpoint.core().faults().neverSuback(false);
			assertThat(connection.connection().getRefusedSubscriptions()).containsOnlyKeys(FILTER);
			TestConnection.get(connection.connection()
				.subscribe(TopicFilter.of("b"), Qos.AT_LEAST_ONCE, connection.received()::add));
			connection.publish("b", "hello");
			assertThat(connection.nextMessage().text()).isEqualTo("hello");
			assertThat(this.endpoint.attempts()).hasSize(1);
		}
	}

	@Test
	void filterThatCannotBeSentKeepsNoOtherFromBeingSubscribed() throws Exception {
		try (TestConnection connection = new TestConnection(this.endpoint, "client").connected().subscribed("a")) {
			connection.connection()
				.subscribe(TopicFilter.of("$share/" + "g".repeat(70_000) + "/a"), Qos.AT_LEAST_ONCE, (message) -> {
				});
			TestConnection.get(connection.connection().reconnect());
			connection.subscribed("b").publish("a", "hello");
			assertThat(connection.nextMessage().text()).isEqualTo("hello");
		}
	}

	private static CompletableFuture<Void> subscribe(TestConnection connection) {
		return connection.connection().subscribe(FILTER, Qos.AT_LEAST_ONCE, connection.received()::add).getGranted();
	}

}
