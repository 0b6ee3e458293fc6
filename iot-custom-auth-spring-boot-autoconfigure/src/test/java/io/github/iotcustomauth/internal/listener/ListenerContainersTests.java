package io.github.iotcustomauth.internal.listener;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import io.github.iotcustomauth.support.TestSubscription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link ListenerContainers}.
 */
class ListenerContainersTests {

	// of contexts that other tests keep
	private final Set<Thread> others = threads();

	private final IotConnection connection = mock(IotConnection.class);

	private final IotSubscription subscription = IotSubscription.of(TopicFilter.of("a"), (message) -> {
	}).withName("listener");

	private final ListenerContainers containers = new ListenerContainers(false);

	@AfterEach
	void destroy() {
		this.containers.destroy();
		Awaitility.await().until(() -> keepAliveThreads() == 0);
	}

	@Test
	void listenerKeepsTheJvmRunningFromTheStartToTheStopOfTheContext() {
		register(true);
		assertThat(keepAliveThreads()).isZero();
		this.containers.start();
		assertThat(keepAliveThreads()).isEqualTo(1);
		this.containers.stop();
		Awaitility.await().until(() -> keepAliveThreads() == 0);
		this.containers.start();
		assertThat(keepAliveThreads()).isEqualTo(1);
	}

	@Test
	void listenerThatIsNotStartedKeepsNothingRunningUntilItIs() {
		register(false);
		this.containers.start();
		assertThat(keepAliveThreads()).isZero();
		this.containers.start("listener");
		assertThat(keepAliveThreads()).isEqualTo(1);
		this.containers.stop("listener");
		Awaitility.await().until(() -> keepAliveThreads() == 0);
	}

	@Test
	void listenerThatIsRefusedKeepsTheJvmRunning() {
		given(this.connection.subscribe(this.subscription)).willReturn(new TestSubscription(this.subscription,
				CompletableFuture.failedFuture(
						new IotConnectionException("on purpose", IotFailure.of(FailureReason.NOT_AUTHORIZED))),
				SubscriptionState.REFUSED));
		register(true);
		this.containers.start();
		assertThat(keepAliveThreads()).isEqualTo(1);
	}

	@Test
	void contextWithoutListenersKeepsNothingRunning() {
		this.containers.start();
		assertThat(keepAliveThreads()).isZero();
	}

	@Test
	void stopLeavesTheSubscriptionsToTheConnectionOfTheContext() {
		register(true);
		this.containers.start();
		CountDownLatch stopped = new CountDownLatch(1);
		this.containers.stop(stopped::countDown);
		assertThat(stopped.getCount()).isZero();
		then(this.connection).should(never()).unsubscribe(any(ActiveSubscription.class));
	}

	@Test
	void stopWaitsForTheUnsubscribeOfAChildContext() {
		CompletableFuture<Void> removed = new CompletableFuture<>();
		ActiveSubscription active = new TestSubscription(this.subscription, CompletableFuture.completedFuture(null),
				SubscriptionState.GRANTED);
		given(this.connection.subscribe(this.subscription)).willReturn(active);
		given(this.connection.unsubscribe(active)).willReturn(removed);
		ListenerContainers ofChild = new ListenerContainers(true);
		ofChild.register(new ListenerContainer(this.connection, this.subscription, true));
		ofChild.start();
		CountDownLatch stopped = new CountDownLatch(1);
		ofChild.stop(stopped::countDown);
		assertThat(stopped.getCount()).isEqualTo(1);
		removed.complete(null);
		Awaitility.await().until(() -> stopped.getCount() == 0);
		ofChild.start();
		then(this.connection).should(times(2)).subscribe(this.subscription);
		ofChild.destroy();
	}

	@Test
	void stopOfAChildContextWaitsForCallsAndAllowsNoneAfterwards() {
		ListenerContainers ofChild = new ListenerContainers(true);
		ofChild.start();
		assertThat(ofChild.calls().begin()).isTrue();
		CountDownLatch stopped = new CountDownLatch(1);
		ofChild.stop(stopped::countDown);
		// of a message that waits
		assertThat(ofChild.calls().begin()).isTrue();
		ofChild.calls().end();
		assertThat(stopped.getCount()).isEqualTo(1);
		ofChild.calls().end();
		Awaitility.await().until(() -> stopped.getCount() == 0);
		assertThat(ofChild.calls().begin()).isFalse();
		ofChild.destroy();
	}

	@Test
	void stopOfAChildContextWaitsFiveSecondsAtMost() {
		ListenerContainers ofChild = new ListenerContainers(true);
		ofChild.start();
		assertThat(ofChild.calls().begin()).isTrue();
		CountDownLatch stopped = new CountDownLatch(1);
		ofChild.stop(stopped::countDown);
		Awaitility.await().until(() -> stopped.getCount() == 0);
		assertThat(ofChild.calls().begin()).isFalse();
		ofChild.destroy();
	}

	@Test
	void childContextThatIsStartedAgainAllowsCalls() {
		ListenerContainers ofChild = new ListenerContainers(true);
		ofChild.start();
		CountDownLatch stopped = new CountDownLatch(1);
		ofChild.stop(stopped::countDown);
		Awaitility.await().until(() -> stopped.getCount() == 0);
		ofChild.start();
		assertThat(ofChild.calls().begin()).isTrue();
		ofChild.destroy();
		assertThat(ofChild.calls().begin()).isFalse();
	}

	private void register(boolean autoStartup) {
		this.containers.register(new ListenerContainer(this.connection, this.subscription, autoStartup));
	}

	private long keepAliveThreads() {
		return threads().stream().filter((thread) -> !this.others.contains(thread)).count();
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("iot-listener-keep-alive") && !thread.isDaemon())
			.collect(Collectors.toSet());
	}

}
