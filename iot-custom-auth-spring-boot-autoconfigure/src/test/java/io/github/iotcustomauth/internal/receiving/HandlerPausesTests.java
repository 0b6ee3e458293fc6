package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link HandlerPauses}, through {@link InboundMessages}.
 */
class HandlerPausesTests {

	private static final Duration LIMIT = Duration.ofSeconds(25);

	// a quarter of it is for paused handlers
	private static final int RECEIVE_MAXIMUM = 16;

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final VirtualTime time = new VirtualTime();

	private final Engine engine = new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime,
			new SplittableRandom(1));

	private final SessionFilters filters = new SessionFilters(this.engine, TestExecutors.SHARED,
			ConnectionSettings.builder("localhost", "device").build(), (event) -> {
			}, () -> {
			});

	private final IotConnection connection = mock(IotConnection.class);

	private final InboundMessages inbound = new InboundMessages(this.filters::matching, RECEIVE_MAXIMUM, this.pool::add,
			this.engine, new ErrorHandling((failed) -> {
			}, this.connection), this.connection::reconnect, ConnectionMeters.NONE);

	private final List<String> handled = new ArrayList<>();

	private final List<String> acknowledged = new ArrayList<>();

	private final IotSubscription paused = subscription("paused/+");

	private final IotSubscription other = subscription("other/+");

	private final CapturedLog log = new CapturedLog(HandlerPauses.class, InboundMessages.class);

	@BeforeEach
	void subscribe() {
		this.inbound.onExcessOfPaused(this.filters::suspend);
		subscribe(this.paused);
		subscribe(this.other);
		this.inbound.connected(false);
	}

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	private IotSubscription subscription(String filter) {
		return IotSubscription.of(TopicFilter.of(filter), (message) -> this.handled.add(message.text()))
			.withName(filter);
	}

	private void subscribe(IotSubscription subscription) {
		this.filters.want(subscription, this.inbound.handlerOf(subscription));
		this.time.settle();
	}

	private void accept(String topic, String... texts) {
		for (String text : texts) {
			this.inbound.accept(IotMessage.of(topic, text), () -> this.acknowledged.add(text));
		}
	}

	private void pause() {
		this.inbound.pauseHandler(this.paused, LIMIT);
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

	private PauseState state() {
		return this.inbound.handlerStatus(this.paused).pause();
	}

	@Test
	void messagesAreHeldInOrderUntilTheHandlerIsResumed() {
		accept("paused/1", "a");
		pause();
		accept("paused/1", "b", "c");
		runPool();
		assertThat(this.handled).isEmpty();
		assertThat(state()).isEqualTo(PauseState.HOLDING);
		assertThat(this.inbound.handlerStatus(this.paused).waiting()).isEqualTo(3);
		assertThat(this.inbound.resumeHandler(this.paused)).isFalse();
		runPool();
		assertThat(this.handled).containsExactly("a", "b", "c");
		assertThat(this.acknowledged).containsExactly("a", "b", "c");
		assertThat(state()).isNull();
	}

	@Test
	void othersGoOnAndAreAcknowledgedAtOnce() {
		pause();
		accept("paused/1", "a");
		accept("other/1", "b");
		runPool();
		assertThat(this.handled).containsExactly("b");
		assertThat(this.acknowledged).containsExactly("b");
	}

	@Test
	void othersDoNotWaitForMessagesThatCameBeforeThePause() {
		accept("paused/1", "a");
		accept("other/1", "b");
		pause();
		runPool();
		assertThat(this.acknowledged).containsExactly("b");
	}

	@Test
	void messagesAreLeftToTheServerAfterTheLimitAndRequestedWhenItIsResumed() {
		pause();
		accept("paused/1", "a");
		this.time.advance(LIMIT);
		accept("paused/1", "b");
		assertThat(state()).isEqualTo(PauseState.LEFT_TO_SERVER);
		assertThat(this.inbound.handlerStatus(this.paused).waiting()).isZero();
		then(this.connection).should(never()).reconnect();
		assertThat(this.inbound.resumeHandler(this.paused)).isFalse();
		this.time.settle();
		runPool();
		then(this.connection).should().reconnect();
		assertThat(this.handled).isEmpty();
		assertThat(this.acknowledged).isEmpty();
		assertThat(this.log.lines(Level.WARN)).anyMatch((line) -> line.contains("leaves its messages to the server"))
			.noneMatch((line) -> line.contains("too slow"));
	}

	@Test
	void nothingIsRequestedWhenNothingWasLeft() {
		pause();
		this.time.advance(LIMIT);
		this.inbound.resumeHandler(this.paused);
		this.time.advance(Duration.ofMinutes(1));
		then(this.connection).should(never()).reconnect();
	}

	@Test
	void isUnsubscribedWhenItUsesUpItsPartOfTheReceiveMaximum() {
		pause();
		accept("paused/1", "a", "b", "c");
		assertThat(state()).isEqualTo(PauseState.HOLDING);
		accept("paused/1", "d");
		this.time.settle();
		assertThat(state()).isEqualTo(PauseState.UNSUBSCRIBED);
		assertThat(this.filters.snapshot()).filteredOn((filter) -> filter.filter().equals(TopicFilter.of("paused/+")))
			.extracting((filter) -> filter.state().name())
			.containsExactly("DIRECT");
		// what the server sends again is not acknowledged as a message without a listener
		accept("paused/1", "a");
		runPool();
		assertThat(this.acknowledged).isEmpty();
		assertThat(this.inbound.resumeHandler(this.paused)).isTrue();
	}

	@Test
	void floodThatTheServerHasQueuedBeforeItUnsubscribedIsDroppedAndCounted() {
		CompletableFuture<Void> unsubscribed = new CompletableFuture<>();
		this.inbound.onExcessOfPaused((subscription) -> unsubscribed);
		pause();
		accept("paused/1", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
		this.time.settle();
		assertThat(this.acknowledged).containsExactly("9", "10");
		assertThat(this.inbound.receiveStatus().dropped()).containsEntry("paused/+", 2L);
		unsubscribed.complete(null);
		accept("paused/1", "11");
		assertThat(this.acknowledged).containsExactly("9", "10", "11");
		this.time.advance(Duration.ofSeconds(20));
		accept("paused/1", "1");
		assertThat(this.acknowledged).containsExactly("9", "10", "11");
	}

	@Test
	void isNotUnsubscribedWhenItIsResumedMeanwhile() {
		pause();
		accept("paused/1", "a", "b", "c", "d");
		this.inbound.resumeHandler(this.paused);
		this.time.settle();
		assertThat(this.filters.snapshot()).extracting((filter) -> filter.state().name()).doesNotContain("DIRECT");
	}

	@Test
	void pausedHandlersHaveOnePartTogether() {
		IotSubscription second = subscription("second/+");
		subscribe(second);
		pause();
		this.inbound.pauseHandler(second, LIMIT);
		accept("paused/1", "a", "b", "c");
		accept("second/1", "d");
		assertThat(this.inbound.handlerStatus(second).pause()).isEqualTo(PauseState.UNSUBSCRIBED);
	}

	@Test
	void messageThatOthersTakeIsNotLeftByAnUnsubscribedHandler() {
		IotSubscription all = subscription("#");
		subscribe(all);
		pause();
		accept("paused/1", "a", "b", "c", "d");
		this.time.settle();
		runPool();
		this.handled.clear();
		accept("paused/1", "e");
		runPool();
		assertThat(this.handled).containsExactly("e");
		assertThat(this.acknowledged).containsExactly("e");
	}

	@Test
	void resumedAfterItWasUnsubscribedItHandlesWhatComes() {
		pause();
		accept("paused/1", "a", "b", "c", "d");
		this.time.settle();
		this.inbound.resumeHandler(this.paused);
		subscribe(this.paused);
		accept("paused/1", "a");
		runPool();
		assertThat(this.handled).containsExactly("a");
		assertThat(this.acknowledged).containsExactly("a");
	}

	@Test
	void qos0MessagesAreHeldAndThenDroppedAndCounted() {
		pause();
		this.inbound.accept(IotMessage.to("paused/1").payload("x").qos(Qos.AT_MOST_ONCE).build(), () -> {
		});
		this.time.advance(LIMIT);
		assertThat(this.inbound.receiveStatus().dropped()).containsEntry("paused/+", 1L);
	}

	@Test
	void keptSessionSendsHeldMessagesAgain() {
		pause();
		accept("paused/1", "a");
		this.inbound.connected(true);
		accept("paused/1", "a");
		this.inbound.resumeHandler(this.paused);
		runPool();
		assertThat(this.handled).containsExactly("a");
	}

	@Test
	void renewalDoesNotResume() {
		pause();
		CompletableFuture<?> quiet = this.inbound.pause();
		assertThat(quiet).isDone();
		this.inbound.resume();
		accept("paused/1", "a");
		runPool();
		assertThat(this.handled).isEmpty();
	}

	@Test
	void stopDoesNotWaitForHeldMessages() {
		pause();
		accept("paused/1", "a");
		assertThat(this.inbound.stop()).isDone();
		this.inbound.interrupt();
		assertThat(this.acknowledged).isEmpty();
	}

}
