package io.github.iotcustomauth.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Engine}.
 */
class EngineTests {

	private final VirtualTime time = new VirtualTime();

	private final List<String> done = new ArrayList<>();

	private final Engine engine = new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime,
			new SplittableRandom(1));

	@Test
	void failureOfATaskIsReportedAndTheNextTasksRun() {
		try (CapturedLog log = new CapturedLog(Engine.class)) {
			this.engine.onFailure((failure) -> this.done.add(failure.getMessage()));
			this.engine.execute(() -> {
				throw new OutOfMemoryError("on purpose");
			});
			this.engine.execute(() -> this.done.add("next"));
			this.time.settle();
			assertThat(this.done).containsExactly("on purpose", "next");
			assertThat(log.lines(Level.ERROR)).hasSize(1);
		}
	}

	@Test
	void failingHandlerOfFailuresStopsNothing() {
		try (CapturedLog log = new CapturedLog(Engine.class)) {
			this.engine.onFailure((failure) -> {
				throw new AssertionError("on purpose");
			});
			this.engine.execute(() -> {
				throw new AssertionError("on purpose");
			});
			this.engine.execute(() -> this.done.add("next"));
			this.time.settle();
			assertThat(this.done).containsExactly("next");
			assertThat(log.lines(Level.ERROR)).hasSize(2);
		}
	}

	@Test
	void failureThatCannotBeLoggedStopsNothing() {
		this.engine.execute(() -> {
			throw new IllegalStateException() {

				@Override
				public String getMessage() {
					throw new IllegalStateException("on purpose");
				}

			};
		});
		this.engine.execute(() -> this.done.add("next"));
		this.time.settle();
		this.engine.execute(() -> this.done.add("later"));
		this.time.settle();
		assertThat(this.done).containsExactly("next", "later");
	}

	@Test
	void timersDoNotDependOnTheWallClock() {
		this.engine.schedule(() -> this.done.add("later"), Duration.ofMinutes(1));
		this.time.setClock(Duration.ofDays(-1));
		this.time.advance(Duration.ofSeconds(59));
		assertThat(this.done).isEmpty();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.done).containsExactly("later");
	}

	@Test
	void cancelledTimerDoesNotRun() {
		Engine.Timer timer = this.engine.schedule(() -> this.done.add("later"), Duration.ofMinutes(1));
		timer.cancel();
		this.time.advance(Duration.ofDays(1));
		assertThat(this.done).isEmpty();
	}

	@Test
	void timerThatIsDueMayStillBeCancelledByTheTaskBefore() {
		List<Engine.Timer> timers = new ArrayList<>();
		this.engine.execute(() -> timers.get(0).cancel());
		timers.add(this.engine.schedule(() -> this.done.add("now"), Duration.ZERO));
		this.time.settle();
		assertThat(this.done).isEmpty();
	}

	@Test
	void idleEngineRunsATaskOnTheCallingThread() {
		this.engine.executeAtOnce(() -> {
			assertThat(this.engine.isCurrent()).isTrue();
			this.engine.execute(() -> this.done.add("later"));
			this.engine.executeAtOnce(() -> this.done.add("last"));
			this.done.add("now");
		});
		assertThat(this.done).containsExactly("now");
		this.time.settle();
		assertThat(this.done).containsExactly("now", "later", "last");
	}

	@Test
	void busyEngineRunsATaskInItsTurn() {
		this.engine.execute(() -> this.done.add("first"));
		this.engine.executeAtOnce(() -> this.done.add("second"));
		assertThat(this.done).isEmpty();
		this.time.settle();
		assertThat(this.done).containsExactly("first", "second");
	}

	@Test
	void afterTheEndNothingRuns() {
		this.engine.execute(() -> this.done.add("before"));
		this.engine.schedule(() -> this.done.add("later"), Duration.ofMinutes(1));
		this.engine.stop();
		this.engine.execute(() -> this.done.add("after"));
		this.time.advance(Duration.ofDays(1));
		assertThat(this.done).isEmpty();
		assertThat(this.engine.isStopped()).isTrue();
	}

}
