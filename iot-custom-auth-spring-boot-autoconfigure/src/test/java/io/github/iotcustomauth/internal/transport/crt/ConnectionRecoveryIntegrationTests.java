package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections to an endpoint that hangs, and for renewals during work.
 */
class ConnectionRecoveryIntegrationTests {

	@AutoClose
	private final LocalEndpoint endpoint = new LocalEndpoint();

	@Test
	void connectionRecoversFromUpgradesThatWereNeverAnswered() {
		this.endpoint.core().faults().neverUpgrade(true);
		try (TestConnection connection = new TestConnection(this.endpoint,
				this.endpoint.settings("stuck")
					.connectTimeout(Duration.ofSeconds(1))
					.reconnectDelay(Duration.ofMillis(100), Duration.ofSeconds(1)),
				LocalEndpoint.ALICE)) {
			connection.connection().start();
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> connection.events().size() >= 4);
			this.endpoint.core().faults().neverUpgrade(false);
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> connection.connection().getStatus().isConnected());
		}
	}

	@RepeatedTest(3)
	void plannedRenewalDoesNotHandleMessagesTwice() {
		Map<String, Integer> calls = new ConcurrentHashMap<>();
		CountDownLatch renewing = new CountDownLatch(1);
		int count = 100;
		try (TestConnection worker = new TestConnection(this.endpoint,
				this.endpoint.settings("kept").sessionExpiry(Duration.ofHours(1)), LocalEndpoint.ALICE)
			.connected(); TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected()) {
			TestConnection.get(worker.connection().subscribe(TopicFilter.of("work"), Qos.AT_LEAST_ONCE, (message) -> {
				renewing.await();
				calls.merge(message.text(), 1, Integer::sum);
			}));
			for (int i = 0; i < count; i++) {
				publisher.connection().publish(IotMessage.of("work", String.valueOf(i)));
			}
			Awaitility.await().until(() -> worker.connection().getReceiveStatus().unacknowledged() == count);
			CompletableFuture<Void> renewed = worker.connection().refreshCredentials();
			renewing.countDown();
			TestConnection.get(renewed);
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> calls.size() == count);
			assertThat(calls.values()).allMatch((times) -> times == 1);
		}
	}

}
