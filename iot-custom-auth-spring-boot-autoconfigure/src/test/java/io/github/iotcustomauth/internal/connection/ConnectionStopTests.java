package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionRun}: stopping completes every future and closes every
 * transport, whatever happens at the same time.
 */
class ConnectionStopTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final List<FakeTransport> transports = new CopyOnWriteArrayList<>();

	private final CountDownLatch creating = new CountDownLatch(1);

	private final CountDownLatch create = new CountDownLatch(1);

	@Test
	void stopOnAnInterruptedThreadDisconnects() throws Exception {
		DefaultIotConnection connection = connected();
		Thread.currentThread().interrupt();
		connection.stop(SOON);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.transports).singleElement().matches(FakeTransport::isClosed);
		assertThat(connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
	}

	@Test
	void stopOnAnInterruptedThreadDoesNotWaitForHandlers() throws Exception {
		DefaultIotConnection connection = connected();
		CountDownLatch handling = new CountDownLatch(1);
		CompletableFuture<Boolean> finished = new CompletableFuture<>();
		connection.subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> {
			handling.countDown();
			finished.complete(awaitQuietly(new CountDownLatch(1)));
		});
		Awaitility.await().until(() -> !this.transports.get(0).subscribes().isEmpty());
		this.transports.get(0).listener().onMessage(IotMessage.of("a", ""), () -> {
		});
		assertThat(handling.await(10, TimeUnit.SECONDS)).isTrue();
		Thread.currentThread().interrupt();
		long start = System.nanoTime();
		connection.stop(Duration.ofSeconds(60));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(finished.get(10, TimeUnit.SECONDS)).isFalse();
		Awaitility.await().until(this.transports.get(0)::isClosed);
	}

	@Test
	void stopWaitsUntilTheServerHasReceivedTheAcknowledgments() throws Exception {
		DefaultIotConnection connection = connected();
		FakeTransport transport = this.transports.get(0);
		transport.answeringRoundTripsLater();
		List<Integer> roundTrips = new CopyOnWriteArrayList<>();
		transport.onClose(() -> roundTrips.add(transport.unsubscribes().size()));
		connection.stop(SOON);
		assertThat(roundTrips).containsExactly(1);
	}

	@Test
	void transportThatIsCreatedWhileTheConnectionStopsIsClosedUnopened() throws Exception {
		DefaultIotConnection connection = connection(this::createLate);
		CompletableFuture<Void> started = connection.start();
		assertThat(this.creating.await(10, TimeUnit.SECONDS)).isTrue();
		connection.stop(SOON);
		assertThat(connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
		assertThat(started).failsWithin(SOON);
		this.create.countDown();
		Awaitility.await().until(() -> !this.transports.isEmpty() && this.transports.get(0).isClosed());
		assertThat(this.transports.get(0).isOpened()).isFalse();
	}

	@Test
	void futuresOfRequestsEndAlthoughACustomizerHangs() throws Exception {
		DefaultIotConnection connection = connection(this::createLate);
		CompletableFuture<Void> started = connection.start();
		assertThat(this.creating.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> reconnected = connection.reconnect();
		CompletableFuture<Void> refreshed = connection.refreshCredentials();
		long start = System.nanoTime();
		connection.stop(SOON);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(List.of(started, reconnected, refreshed)).allSatisfy((future) -> assertThat(future).failsWithin(SOON)
			.withThrowableThat()
			.withCauseInstanceOf(IotConnectionException.class));
		this.create.countDown();
	}

	@Test
	void requestsThatMeetTheStopComplete() throws Exception {
		for (int round = 0; round < 50; round++) {
			DefaultIotConnection connection = connected();
			List<CompletableFuture<Void>> futures = new ArrayList<>();
			AtomicBoolean end = new AtomicBoolean();
			Thread thread = new Thread(() -> {
				while (!end.get() && futures.size() < 1000) {
					futures.add(connection.reconnect());
					futures.add(connection.refreshCredentials());
				}
			});
			thread.start();
			connection.stop(SOON);
			end.set(true);
			thread.join();
			for (CompletableFuture<Void> future : futures) {
				future.handle((nothing, ex) -> true).get(10, TimeUnit.SECONDS);
			}
			assertThat(this.transports).allMatch((transport) -> !transport.isOpened() || transport.isClosed());
		}
	}

	@Test
	void canBeStartedAgainAfterAStopDuringAPreparation() throws Exception {
		DefaultIotConnection connection = connection(this::createLate);
		connection.start();
		assertThat(this.creating.await(10, TimeUnit.SECONDS)).isTrue();
		connection.stop(SOON);
		this.create.countDown();
		connection.start().get(10, TimeUnit.SECONDS);
		connection.stop(SOON);
		// the first preparation ends on a thread of its own
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.transports).hasSize(2).allMatch(FakeTransport::isClosed));
	}

	private DefaultIotConnection connected() throws Exception {
		DefaultIotConnection connection = connection(this::create);
		connection.start().get(10, TimeUnit.SECONDS);
		return connection;
	}

	private static DefaultIotConnection connection(MqttTransportFactory transports) {
		return new DefaultIotConnection(ConnectionSettings.builder("localhost", "device").build(),
				CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().build()), transports,
				TestExecutors.SHARED, (event) -> {
				});
	}

	private MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		FakeTransport transport = new FakeTransport(listener, credentials).accepting().answeringRoundTrips();
		this.transports.add(transport);
		return transport;
	}

	// as a customizer that does not care about interruption
	private MqttTransport createLate(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		this.creating.countDown();
		while (this.create.getCount() > 0) {
			awaitQuietly(this.create);
		}
		return create(settings, credentials, listener);
	}

	private static boolean awaitQuietly(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
