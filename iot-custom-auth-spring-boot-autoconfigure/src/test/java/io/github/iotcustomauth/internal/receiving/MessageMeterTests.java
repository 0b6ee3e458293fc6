package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.support.RecordedMeters;
import org.junit.jupiter.api.Test;

import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What the meters of a connection are told by {@link InboundMessages}.
 */
class MessageMeterTests {

	private static final int QUEUE = 1000;

	private final VirtualTime time = new VirtualTime();

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final RecordedMeters meters = new RecordedMeters();

	private List<SubscribedHandler> handlers = List.of();

	private final InboundMessages inbound = new InboundMessages((topic) -> this.handlers, 10, this.pool::add,
			new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime, new SplittableRandom(1)),
			new ErrorHandling((failed) -> {
				throw failed.failure();
			}, mock(IotConnection.class)), () -> {
			}, this.meters);

	private void listen(ThrowingConsumer<IotMessage> handler) {
		listen(IotSubscription.of(TopicFilter.of("devices/7"), handler).withName("kitchen"));
	}

	private void listen(IotSubscription subscription) {
		this.handlers = List.of(this.inbound.handlerOf(subscription));
	}

	private void receive(Qos qos) {
		this.inbound.accept(IotMessage.to("devices/7").payload("1").qos(qos).build(), () -> {
		});
	}

	private void handle() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

	@Test
	void handledMessage() {
		listen((message) -> {
		});
		receive(Qos.AT_LEAST_ONCE);
		assertThat(this.inbound.inWork()).isEqualTo(1);
		handle();
		assertThat(this.inbound.inWork()).isZero();
		assertThat(this.meters.events()).containsExactly("kitchen received", "kitchen handled");
	}

	@Test
	void messageThatIsLeftToTheServerAfterAFailure() {
		listen((message) -> {
			throw new IllegalStateException("on purpose");
		});
		receive(Qos.AT_LEAST_ONCE);
		handle();
		assertThat(this.meters.events()).containsExactly("kitchen received", "kitchen failed",
				"kitchen left to the server");
	}

	@Test
	void messagesThatAListenerIsTooSlowFor() {
		listen((message) -> {
		});
		for (int i = 0; i < QUEUE; i++) {
			receive(Qos.AT_MOST_ONCE);
		}
		assertThat(this.meters.events()).hasSize(QUEUE).containsOnly("kitchen received");
		receive(Qos.AT_MOST_ONCE);
		assertThat(this.meters.events()).last().isEqualTo("kitchen dropped");
	}

	@Test
	void messageWithoutAListener() {
		receive(Qos.AT_MOST_ONCE);
		assertThat(this.meters.events()).containsExactly("dropped NO_LISTENER");
	}

	@Test
	void messageWhoseListenerHasNotComeInTime() {
		this.inbound.connected(true);
		receive(Qos.AT_LEAST_ONCE);
		assertThat(this.meters.events()).isEmpty();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.meters.events()).containsExactly("dropped LISTENER_TOO_LATE");
	}

	@Test
	void listenerWithoutANameIsNotCalledLikeItsTopics() {
		listen(IotSubscription.of(List.of(TopicFilter.of("devices/7"), TopicFilter.of("devices/8")), (message) -> {
		}));
		receive(Qos.AT_LEAST_ONCE);
		assertThat(this.meters.events()).containsExactly("null received");
	}

}
