package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Turns}.
 */
class TurnsTests {

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final List<String> done = new ArrayList<>();

	@Test
	void noMoreThanTheLimitRunAndTheOthersFollowInOrder() {
		Turns turns = new Turns(this.pool::add, 2);
		for (String task : List.of("1", "2", "3", "4", "5")) {
			turns.execute(() -> this.done.add(task));
		}
		assertThat(this.pool).hasSize(2);
		this.pool.remove().run();
		assertThat(this.done).containsExactly("1");
		assertThat(this.pool).hasSize(2);
		runPool();
		assertThat(this.done).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void taskThatThrowsGivesItsTurnBack() {
		Turns turns = new Turns(this.pool::add, 1);
		turns.execute(() -> {
			throw new IllegalStateException("on purpose");
		});
		turns.execute(() -> this.done.add("2"));
		assertThatIllegalStateException().isThrownBy(() -> this.pool.remove().run());
		runPool();
		turns.execute(() -> this.done.add("3"));
		runPool();
		assertThat(this.done).containsExactly("2", "3");
	}

	@Test
	void poolThatTakesNothingUsesUpNoTurn() {
		AtomicBoolean closed = new AtomicBoolean(true);
		Turns turns = new Turns((task) -> {
			if (closed.get()) {
				throw new RejectedExecutionException("closed");
			}
			this.pool.add(task);
		}, 1);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> turns.execute(() -> this.done.add("1")));
		closed.set(false);
		turns.execute(() -> this.done.add("2"));
		turns.execute(() -> this.done.add("3"));
		// what waits is done by the last that runs
		closed.set(true);
		runPool();
		assertThat(this.done).containsExactly("2", "3");
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

}
