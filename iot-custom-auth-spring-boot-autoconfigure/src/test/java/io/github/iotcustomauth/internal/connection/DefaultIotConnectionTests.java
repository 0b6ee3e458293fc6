package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DefaultIotConnection}, with its own threads.
 */
class DefaultIotConnectionTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final TopicFilter FILTER = TopicFilter.of("a");

	private final List<FakeTransport> transports = Collections.synchronizedList(new ArrayList<>());

	private final List<String> events = Collections.synchronizedList(new ArrayList<>());

	private volatile Runnable onEvent = () -> {
	};

	private final DefaultIotConnection connection = new DefaultIotConnection(
			ConnectionSettings.builder("localhost", "device").build(),
			CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().build()), this::accept,
			TestExecutors.SHARED, this::record);

	private final CapturedLog log = new CapturedLog(DefaultIotConnection.class, ConnectionLoop.class,
			ConnectionRun.class, ConnectionReport.class, Engine.class);

	@AfterEach
	void stopConnection() {
		this.connection.stop(Duration.ofMillis(100));
		assertThat(this.log.lines(Level.ERROR)).isEmpty();
		this.log.close();
	}

	@Test
	void doesNothingBeforeItIsStarted() {
		assertThat(this.connection.isRunning()).isFalse();
		assertThat(this.connection.getStatus().state()).isEqualTo(ConnectionState.NEW);
		assertThat(this.connection.getClientId()).isEqualTo("device");
		assertThat(this.connection.getSettings().endpoint()).isEqualTo("localhost");
		assertThat(this.connection.unwrap(Object.class)).isEmpty();
		this.connection.stop(SOON);
		assertThat(this.connection.getStatus().state()).isEqualTo(ConnectionState.NEW);
		assertThat(this.transports).isEmpty();
	}

	@Test
	void startConnects() throws Exception {
		start();
		assertThat(this.connection.isRunning()).isTrue();
		assertThat(this.connection.getStatus().isConnected()).isTrue();
		assertThat(this.connection.unwrap(FakeTransport.class)).contains(transport());
		assertThat(this.connection.unwrap(String.class)).isEmpty();
	}

	@Test
	void cannotBeStartedTwice() throws Exception {
		start();
		assertThatIllegalStateException().isThrownBy(this.connection::start);
	}

	@Test
	void publishesWithAcknowledgement() throws Exception {
		start();
		CompletableFuture<Void> result = this.connection.publish(IotMessage.of("t", "1"));
		assertThat(transport().published()).containsExactly("1");
		assertThat(result).isNotDone();
		transport().acknowledge(0, 0);
		assertThat(result).succeedsWithin(SOON);
	}

	@Test
	void keepsWhatIsPublishedBeforeTheConnection() throws Exception {
		CompletableFuture<Void> result = this.connection.publish(IotMessage.of("t", "1"));
		start();
		assertThat(transport().published()).containsExactly("1");
		transport().acknowledge(0, 0);
		assertThat(result).succeedsWithin(SOON);
	}

	@Test
	void publishesOnceOrFails() throws Exception {
		IotMessage message = IotMessage.to("t").qos(Qos.AT_MOST_ONCE).build();
		assertThat(failure(this.connection.publish(message)).reason()).isEqualTo(FailureReason.NOT_CONNECTED);
		start();
		CompletableFuture<Void> written = this.connection.publish(message);
		transport().acknowledge(0, 0);
		assertThat(written).succeedsWithin(SOON);
		CompletableFuture<Void> lost = this.connection.publish(message);
		transport().publishes().get(1).answer().completeExceptionally(new TransportLostException());
		assertThat(failure(lost).reason()).isEqualTo(FailureReason.NOT_CONNECTED);
		CompletableFuture<Void> failed = this.connection.publish(message);
		transport().publishes()
			.get(2)
			.answer()
			.completeExceptionally(new IotConnectionException("on purpose", FakeTransport.LOST));
		assertThat(failure(failed)).isSameAs(FakeTransport.LOST);
	}

	@Test
	void subscriptionIsPendingWithoutAConnection() throws Exception {
		ActiveSubscription early = this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, this::ignore);
		ActiveSubscription direct = this.connection
			.subscribe(IotSubscription.of(TopicFilter.of("direct"), this::ignore).withSubscribe(false));
		assertThat(early.isActive() || early.isEnded()).isFalse();
		assertThat(direct.isActive() || direct.isEnded()).isFalse();
		start();
		grant();
		assertThat(early.getGranted()).succeedsWithin(SOON);
		assertThat(early.isActive()).isTrue();
		assertThat(direct.isActive()).isTrue();
		transport().listener().onEnded(IotFailure.of(FailureReason.CONNECTION_LOST), false);
		Awaitility.await().until(() -> !early.isActive());
		assertThat(direct.isActive() || direct.isEnded()).isFalse();
	}

	@Test
	void refusedSubscriptionTellsWhichFiltersAreRefused() throws Exception {
		ActiveSubscription refused = this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, this::ignore);
		assertThat(refused.getRefused()).isEmpty();
		start();
		Awaitility.await().until(() -> !transport().subscribes().isEmpty());
		transport().subscribes().get(0).answer().complete(List.of(0x87));
		Awaitility.await().until(() -> !refused.getRefused().isEmpty());
		assertThat(refused.getRefused()).isEqualTo(this.connection.getRefusedSubscriptions()).containsOnlyKeys(FILTER);
		assertThat(refused.isActive() || refused.isEnded()).isFalse();
	}

	@Test
	void messageThatTheNativeClientWouldCorruptIsRefusedAtTheCall() throws Exception {
		start();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.connection.publish(IotMessage.of("f/\uD83D\uDE00", "x")))
			.withMessageContaining("aws-crt");
		assertThat(transport().publishes()).isEmpty();
	}

	@Test
	void argumentsAreRequired() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.publish(null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.connection.subscribe(null, Qos.AT_LEAST_ONCE, this::ignore));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.subscribe(FILTER, null, this::ignore));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.unsubscribe(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.unwrap(null));
	}

	@Test
	void handsMessagesToTheHandlerOnAThreadOfThePool() throws Exception {
		start();
		CompletableFuture<String> handled = new CompletableFuture<>();
		ActiveSubscription granted = this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE,
				(message) -> handled.complete(message.text() + " " + Thread.currentThread().getName()));
		grant();
		assertThat(granted.getGranted()).succeedsWithin(SOON);
		assertThat(granted.isActive()).isTrue();
		CountDownLatch acknowledged = new CountDownLatch(1);
		transport().listener().onMessage(IotMessage.of("a", "hello"), acknowledged::countDown);
		assertThat(handled.get(10, TimeUnit.SECONDS)).startsWith("hello iot-handler-");
		assertThat(acknowledged.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> removed = this.connection.unsubscribe(granted);
		Awaitility.await().until(() -> !transport().unsubscribes().isEmpty());
		transport().unsubscribes().get(0).answer().complete(List.of(0));
		assertThat(removed).succeedsWithin(SOON);
		assertThat(granted.isEnded()).isTrue();
	}

	@Test
	void eventsArriveInOrderOnAThreadForApplicationCode() throws Exception {
		AtomicReference<String> thread = new AtomicReference<>();
		this.onEvent = () -> thread.set(Thread.currentThread().getName());
		start();
		this.connection.stop(SOON);
		assertThat(this.events).containsExactly("ConnectedEvent", "DisconnectedEvent");
		assertThat(thread.get()).startsWith("iot-handler-");
	}

	@Test
	void lastEventArrivesAlthoughTheListenerIsSlow() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.onEvent = () -> await(release);
		start();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> this.connection.stop(SOON));
		Awaitility.await().until(() -> this.connection.getStatus().state() == ConnectionState.STOPPED);
		release.countDown();
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(this.events).containsExactly("ConnectedEvent", "DisconnectedEvent");
	}

	@Test
	void stopDisconnects() throws Exception {
		start();
		this.connection.stop(SOON);
		assertThat(transport().isClosed()).isTrue();
		assertThat(this.connection.isRunning()).isFalse();
		assertThat(this.connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
		assertThat(this.connection.unwrap(FakeTransport.class)).isEmpty();
	}

	@Test
	void stopWaitsForAcknowledgements() throws Exception {
		start();
		CompletableFuture<Void> result = this.connection.publish(IotMessage.of("t", "1"));
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> this.connection.stop(SOON));
		Awaitility.await().until(() -> !this.connection.isRunning());
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !transport().isClosed());
		transport().acknowledge(0, 0);
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(result).succeedsWithin(SOON);
		assertThat(transport().isClosed()).isTrue();
		assertThat(this.log.lines(Level.WARN)).isEmpty();
	}

	@Test
	void stopTellsWhatWasNotAcknowledgedByTopicOnly() throws Exception {
		start();
		CompletableFuture<Void> result = this.connection.publish(IotMessage.of("some/topic", "the payload"));
		CompletableFuture<Void> subscribed = this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, this::ignore)
			.getGranted();
		this.connection.stop(Duration.ofMillis(100));
		assertThat(failure(result)).isEqualTo(ConnectionLoop.CLOSED);
		assertThat(failure(subscribed)).isEqualTo(ConnectionLoop.CLOSED);
		assertThat(this.log.lines(Level.WARN)).singleElement()
			.asString()
			.contains("some/topic=1")
			.doesNotContain("the payload");
	}

	@Test
	void stopLetsTheHandlerFinish() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger handled = new AtomicInteger();
		AtomicInteger acknowledged = new AtomicInteger();
		start();
		this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, (message) -> {
			running.countDown();
			await(release);
			handled.incrementAndGet();
		});
		grant();
		for (int i = 0; i < 3; i++) {
			transport().listener().onMessage(IotMessage.of("a", ""), acknowledged::incrementAndGet);
		}
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> this.connection.stop(SOON));
		Awaitility.await().until(() -> !this.connection.isRunning());
		release.countDown();
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(handled).hasValue(3);
		assertThat(acknowledged).hasValue(3);
	}

	@Test
	void messagesAfterStopAreNotAcknowledged() throws Exception {
		start();
		this.connection.stop(SOON);
		AtomicInteger acknowledged = new AtomicInteger();
		transport().listener().onMessage(IotMessage.of("a", ""), acknowledged::incrementAndGet);
		assertThat(acknowledged).hasValue(0);
	}

	@Test
	void canBeStartedAgain() throws Exception {
		start();
		this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, this::ignore);
		grant();
		this.connection.stop(SOON);
		CompletableFuture<Void> refused = this.connection.publish(IotMessage.of("t", "1"));
		assertThat(failure(refused)).isEqualTo(ConnectionLoop.CLOSED);
		start();
		assertThat(this.transports).hasSize(2);
		Awaitility.await().until(() -> transport().subscribes().size() == 1);
		CountDownLatch acknowledged = new CountDownLatch(1);
		transport().listener().onMessage(IotMessage.of("a", ""), acknowledged::countDown);
		assertThat(acknowledged.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.connection.publish(IotMessage.of("t", "2"))).isNotDone();
		assertThat(transport().published()).containsExactly("2");
	}

	@Test
	void messagesThatWereHeldAreHandedOutAlthoughTheEngineIsBusyWhenTheirSubscriberComes() throws Exception {
		start();
		transport().listener().onConnected(true);
		CountDownLatch acknowledged = new CountDownLatch(1);
		transport().listener().onMessage(IotMessage.of("a", ""), acknowledged::countDown);
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		transport().onClose(() -> {
			busy.countDown();
			await(release);
		});
		this.connection.reconnect();
		assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
		this.connection.subscribe(FILTER, Qos.AT_LEAST_ONCE, this::ignore);
		release.countDown();
		assertThat(acknowledged.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void renewsOnlyWhenItRuns() throws Exception {
		assertThat(failure(this.connection.reconnect())).isEqualTo(ConnectionLoop.CLOSED);
		assertThat(failure(this.connection.refreshCredentials())).isEqualTo(ConnectionLoop.CLOSED);
		start();
		this.connection.reconnect().get(10, TimeUnit.SECONDS);
		assertThat(this.transports).hasSize(2);
		this.connection.stop(SOON);
		assertThat(failure(this.connection.reconnect())).isEqualTo(ConnectionLoop.CLOSED);
	}

	private void start() throws Exception {
		this.connection.start().get(10, TimeUnit.SECONDS);
	}

	private void grant() {
		Awaitility.await().until(() -> !transport().subscribes().isEmpty());
		transport().subscribes().get(0).answer().complete(List.of(1));
	}

	private FakeTransport transport() {
		return this.transports.get(this.transports.size() - 1);
	}

	private MqttTransport accept(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		FakeTransport transport = new FakeTransport(listener, credentials).accepting();
		this.transports.add(transport);
		return transport;
	}

	private void record(Object event) {
		this.onEvent.run();
		this.events.add(event.getClass().getSimpleName());
	}

	private void ignore(IotMessage message) {
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static IotFailure failure(CompletableFuture<Void> result) {
		assertThat(result).failsWithin(SOON);
		try {
			result.join();
			throw new AssertionError("Not failed");
		}
		catch (CompletionException ex) {
			return ((IotConnectionException) ex.getCause()).getFailure();
		}
	}

}
