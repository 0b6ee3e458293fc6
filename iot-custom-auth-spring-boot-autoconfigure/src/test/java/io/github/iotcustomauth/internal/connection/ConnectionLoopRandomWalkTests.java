package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLoop}: whatever server, network, provider and application do
 * in whatever order, the promises hold.
 */
class ConnectionLoopRandomWalkTests {

	private static final int STEPS = 10_000;

	private final List<Instant> connects = new ArrayList<>();

	private final List<CompletableFuture<?>> asked = new ArrayList<>();

	private final List<CompletableFuture<CustomAuthCredentials>> unanswered = new ArrayList<>();

	private final List<FakeTransport> unreleased = new ArrayList<>();

	private final Set<FakeTransport> accepted = new HashSet<>();

	private SplittableRandom random;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void promisesHold(long seed) {
		this.random = new SplittableRandom(seed);
		try (TestLoop test = new TestLoop(seed)) {
			test.provide(() -> credentials(test));
			test.onCreation((transport) -> {
				transport.onOpen(() -> this.connects.add(test.time.now()));
				this.unreleased.add(transport);
			});
			this.asked.add(test.loop.start(Duration.ZERO));
			for (int step = 0; step < STEPS; step++) {
				step(test);
				assertInvariants(test);
			}
			assertEnd(test);
		}
	}

	private void step(TestLoop test) {
		switch (this.random.nextInt(12)) {
			case 0, 1, 2 -> test.time.advance(Duration.ofMillis(this.random.nextInt(3_000)));
			case 3 -> test.time.advance(Duration.ofSeconds(this.random.nextInt(200)));
			case 4, 5, 6 -> onAnyTransport(test, this::accept);
			case 7, 8 -> onAnyTransport(test, (transport) -> transport.listener().onEnded(failure(), false));
			case 9 -> release(test);
			case 10 -> answer(test);
			default -> this.asked.add(flip() ? test.loop.reconnect() : test.loop.refreshCredentials());
		}
		test.time.settle();
	}

	// mostly the newest, now and then one that should be quiet by now
	private void onAnyTransport(TestLoop test, Consumer<FakeTransport> action) {
		if (!test.transports.isEmpty()) {
			int last = test.transports.size() - 1;
			action.accept(test.transports.get((this.random.nextInt(5) > 0) ? last : this.random.nextInt(last + 1)));
		}
	}

	private void accept(FakeTransport transport) {
		if (transport.isOpened() && this.accepted.add(transport)) {
			transport.listener().onConnected(flip());
		}
	}

	private void release(TestLoop test) {
		List<FakeTransport> closed = this.unreleased.stream().filter(FakeTransport::isClosed).toList();
		if (!closed.isEmpty()) {
			FakeTransport transport = closed.get(this.random.nextInt(closed.size()));
			this.unreleased.remove(transport);
			test.release(transport);
		}
	}

	private void answer(TestLoop test) {
		if (!this.unanswered.isEmpty()) {
			this.unanswered.remove(this.random.nextInt(this.unanswered.size())).complete(fresh(test));
		}
	}

	private CompletableFuture<CustomAuthCredentials> credentials(TestLoop test) {
		return switch (this.random.nextInt(8)) {
			case 0 -> CompletableFuture.failedFuture(new IllegalStateException());
			case 1 -> throw new IllegalStateException();
			case 2 -> {
				CompletableFuture<CustomAuthCredentials> later = new CompletableFuture<>();
				this.unanswered.add(later);
				yield later;
			}
			default -> CompletableFuture.completedFuture(fresh(test));
		};
	}

	private CustomAuthCredentials fresh(TestLoop test) {
		Instant expiry = flip() ? test.time.now().plusSeconds(this.random.nextInt(600)) : null;
		return CustomAuthCredentials.builder().expiresAt(expiry).build();
	}

	private IotFailure failure() {
		FailureReason[] reasons = FailureReason.values();
		return IotFailure.of(reasons[this.random.nextInt(reasons.length)]);
	}

	private boolean flip() {
		return this.random.nextBoolean();
	}

	private void assertInvariants(TestLoop test) {
		ConnectionStatus status = test.status();
		ConnectionState state = status.state();
		assertThat(state).isIn(ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.WAITING,
				ConnectionState.REJECTED);
		assertThat(test.loop.live() != null).isEqualTo(state == ConnectionState.CONNECTED);
		boolean waiting = state == ConnectionState.WAITING || state == ConnectionState.REJECTED;
		assertThat(status.nextAttempt() != null).isEqualTo(waiting);
		assertThat(!waiting || !status.nextAttempt().isBefore(test.time.now())).isTrue();
		assertThat(!waiting || status.nextAttempt().isBefore(test.time.now().plusSeconds(301))).isTrue();
		assertThat(
				this.unreleased.stream().filter((transport) -> transport.isOpened() && !transport.isClosed()).count())
			.isLessThanOrEqualTo(1);
		assertThat(this.unreleased.stream().filter((transport) -> !transport.isClosed()).count())
			.isLessThanOrEqualTo(2);
	}

	private void assertEnd(TestLoop test) {
		assertThat(this.connects).hasSizeGreaterThan(100);
		for (int i = 1; i < this.connects.size(); i++) {
			assertThat(Duration.between(this.connects.get(i - 1), this.connects.get(i)))
				.isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}
		test.loop.stop();
		test.time.settle();
		assertConnectionsBeginAndEnd(test.events);
		assertThat(this.asked).allMatch(CompletableFuture::isDone);
		assertThat(test.defects()).isEmpty();
	}

	private static void assertConnectionsBeginAndEnd(List<Object> events) {
		boolean connected = false;
		for (Object event : events) {
			boolean ends = event instanceof DisconnectedEvent ended && ended.wasConnected();
			assertThat(ends).as("%s while connected: %s", event, connected).isEqualTo(connected);
			connected = event instanceof ConnectedEvent;
		}
		assertThat(connected).isFalse();
	}

}
