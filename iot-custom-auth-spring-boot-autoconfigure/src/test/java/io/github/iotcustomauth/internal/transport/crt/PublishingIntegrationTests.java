package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.Faults;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.StallingProxy;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pace of publishes, and those on which the server hangs up, on the real native
 * client.
 */
class PublishingIntegrationTests {

	private static final String TYPO = "$aws/thing/x/shadow/update";

	private final LocalEndpoint endpoint = new LocalEndpoint(Limit.PUBLISH_RATE);

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void backlogAndBurstAfterItAreSentWithoutLossAndWithOneConnection() {
		try (TestConnection connection = connection(
				this.endpoint.settings("client").publishRate(100).operationTimeout(Duration.ofSeconds(5)))) {
			List<CompletableFuture<Void>> backlog = publish(connection, 300);
			connection.connected();
			TestConnection.get(all(backlog));
			TestConnection.get(all(publish(connection, 300)));
			assertThat(this.endpoint.core().getConnectAttempts("client")).hasSize(1);
			assertThat(this.endpoint.events(Type.DENIED)).isEmpty();
			assertThat(this.endpoint.core().getMessages()).hasSize(600);
		}
	}

	@Test
	void publishOnWhichTheServerHangsUpIsGivenUpAndTheOthersAreDelivered() {
		try (TestConnection connection = connection(quick("client")).connected()) {
			CompletableFuture<Void> typo = connection.connection().publish(IotMessage.of(TYPO, "{}"));
			List<CompletableFuture<Void>> others = publish(connection, 20);
			TestConnection.get(all(others));
			assertHungUp(typo);
			assertThat(this.endpoint.core().getConnectAttempts("client")).hasSizeBetween(5, 8);
			TestConnection.get(connection.connection().publish(IotMessage.of("fine", "later")));
		}
	}

	@Test
	void publishWithoutOthersOnWhichTheServerHangsUpIsGivenUp() {
		try (TestConnection connection = connection(quick("client")).connected()) {
			assertHungUp(connection.connection().publish(IotMessage.of(TYPO, "{}")));
		}
	}

	@Test
	void topicThatTheServerHungUpOnByChanceIsSentOn() {
		Faults faults = this.endpoint.core().faults();
		try (TestConnection connection = connection(quick("client").publishRate(0)).connected()) {
			faults.neverPuback(true);
			List<CompletableFuture<Void>> results = publish(connection, 5);
			for (int cuts = 1; cuts <= 2; cuts++) {
				int sent = 5 * cuts;
				Awaitility.await().until(() -> this.endpoint.core().getMessages().size() >= sent);
				this.endpoint.core().cutConnections();
			}
			faults.reset();
			results.addAll(publish(connection, 5));
			TestConnection.get(all(results));
		}
	}

	@Test
	void qos0MessagesDoNotPileUpWhenTheNetworkStalls() throws Exception {
		try (StallingProxy proxy = new StallingProxy(this.endpoint.port());
				TestConnection connection = connection(
						this.endpoint.settings("client").port(proxy.port()).maxPending(100, 1 << 20))
					.connected()) {
			connection.publish("warm", "up");
			proxy.stall();
			List<CompletableFuture<Void>> results = new ArrayList<>();
			for (int i = 0; i < 6000; i++) {
				results.add(connection.connection()
					.publish(IotMessage.to("t").payload(new byte[100_000]).qos(Qos.AT_MOST_ONCE).build()));
			}
			assertThat(results).filteredOn(CompletableFuture::isCompletedExceptionally).hasSizeGreaterThan(5500);
			assertThat(connection.connection().unwrap(Mqtt5Client.class))
				.hasValueSatisfying((client) -> assertThat(client.getOperationStatistics().getIncompleteOperationSize())
					.isLessThan(2 << 20));
		}
	}

	private ConnectionSettings.Builder quick(String clientId) {
		return this.endpoint.settings(clientId).reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500));
	}

	private TestConnection connection(ConnectionSettings.Builder settings) {
		return new TestConnection(this.endpoint, settings,
				CustomAuthCredentials.builder().username("alice").password("secret").build());
	}

	private static List<CompletableFuture<Void>> publish(TestConnection connection, int count) {
		List<CompletableFuture<Void>> results = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			results.add(connection.connection().publish(IotMessage.of("fine", "" + i)));
		}
		return results;
	}

	private static CompletableFuture<Void> all(List<CompletableFuture<Void>> results) {
		return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
	}

	private static void assertHungUp(CompletableFuture<Void> result) {
		assertThat(result).failsWithin(TestConnection.LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(IotConnectionException.class, (ex) -> {
				assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.SERVER_HUNG_UP);
				assertThat(ex.getFailure().whatToCheck()).contains("'" + TYPO + "'");
			});
	}

}
