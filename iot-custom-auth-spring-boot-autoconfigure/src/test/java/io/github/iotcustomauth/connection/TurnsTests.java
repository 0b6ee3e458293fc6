package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		assertThat(this.done).containsExactly("1", "3", "4", "5");
		this.pool.remove().run();
		assertThat(this.done).containsExactly("1", "3", "4", "5", "2");
		turns.execute(() -> this.done.add("6"));
		assertThat(this.pool).hasSize(1);
	}

	@Test
	void whoWaitsIsNotForgottenWhenThePoolIsClosed() throws Exception {
		CompletableFuture<Thread> waiting = new CompletableFuture<>();
		List<Turns> self = new ArrayList<>();
		Turns turns = new Turns((task) -> {
			self.get(0).execute(() -> waiting.complete(Thread.currentThread()));
			throw new RejectedExecutionException("closed");
		}, 1);
		self.add(turns);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> turns.execute(() -> this.done.add("1")));
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
		assertThat(this.done).isEmpty();
	}

}
