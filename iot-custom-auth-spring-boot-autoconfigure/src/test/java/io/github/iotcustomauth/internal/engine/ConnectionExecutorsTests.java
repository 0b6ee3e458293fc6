package io.github.iotcustomauth.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionExecutors}, {@link ApplicationFuture} and
 * {@link CompletionQueue}.
 */
class ConnectionExecutorsTests {

	private static final int SECONDS = 20;

	private final ConnectionExecutors executors = new ConnectionExecutors(false);

	@AfterEach
	void close() {
		this.executors.close();
	}

	// every way of chaining something that does not name an executor
	static Stream<Function<CompletableFuture<?>, CompletableFuture<?>>> chains() {
		CompletableFuture<String> other = new CompletableFuture<>();
		return Stream.of((future) -> future.thenApply((result) -> thread()),
				(future) -> future.thenApplyAsync((result) -> thread()),
				(future) -> named((name) -> future.thenAccept((result) -> name.complete(thread()))),
				(future) -> named((name) -> future.thenRun(() -> name.complete(thread()))),
				(future) -> future.thenCombine(CompletableFuture.completedFuture(""), (one, two) -> thread()),
				(future) -> named((name) -> future.thenAcceptBoth(CompletableFuture.completedFuture(""),
						(one, two) -> name.complete(thread()))),
				(future) -> named((name) -> future.runAfterBoth(CompletableFuture.completedFuture(""),
						() -> name.complete(thread()))),
				(future) -> future.thenApply((result) -> "").applyToEither(other, (result) -> thread()),
				(future) -> named((name) -> future.thenApply((result) -> "")
					.acceptEither(other, (result) -> name.complete(thread()))),
				(future) -> named((name) -> future.runAfterEither(other, () -> name.complete(thread()))),
				(future) -> future.thenCompose((result) -> CompletableFuture.completedFuture(thread())),
				(future) -> named((name) -> future.whenComplete((result, ex) -> name.complete(thread()))),
				(future) -> future.handle((result, ex) -> thread()),
				(future) -> failed(future).exceptionally((ex) -> thread()),
				(future) -> failed(future).exceptionallyCompose((ex) -> CompletableFuture.completedFuture(thread())),
				(future) -> future.thenRun(() -> {
				}).thenApply((result) -> thread()), (future) -> future.copy().thenApply((result) -> thread()));
	}

	private static CompletableFuture<String> failed(CompletableFuture<?> future) {
		return future.thenApply((result) -> {
			throw new IllegalStateException("on purpose");
		});
	}

	private static CompletableFuture<String> named(Function<CompletableFuture<String>, CompletableFuture<?>> chain) {
		CompletableFuture<String> name = new CompletableFuture<>();
		chain.apply(name);
		return name;
	}

	private static String thread() {
		return Thread.currentThread().getName();
	}

	@ParameterizedTest
	@MethodSource("chains")
	void chainedCodeRunsOnACallbackThread(Function<CompletableFuture<?>, CompletableFuture<?>> chain) throws Exception {
		CompletableFuture<@Nullable Void> future = this.executors.newFuture();
		CompletableFuture<?> before = chain.apply(future);
		this.executors.complete(future);
		assertThat(before.get(SECONDS, TimeUnit.SECONDS)).asString().startsWith("iot-callback-");
		CompletableFuture<?> after = chain.apply(future);
		assertThat(after.get(SECONDS, TimeUnit.SECONDS)).asString().startsWith("iot-callback-");
	}

	@Test
	void callbacksMayWaitForOtherFutures() throws Exception {
		int callbacks = 1000;
		CountDownLatch done = new CountDownLatch(callbacks);
		List<CompletableFuture<@Nullable Void>> inner = IntStream.range(0, callbacks)
			.mapToObj((i) -> this.executors.newFuture())
			.toList();
		for (int i = 0; i < callbacks; i++) {
			CompletableFuture<@Nullable Void> awaited = inner.get(i);
			CompletableFuture<@Nullable Void> outer = this.executors.newFuture();
			outer.thenRun(() -> {
				awaited.join();
				done.countDown();
			});
			this.executors.complete(outer);
		}
		inner.forEach(this.executors::complete);
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void codeBehindAllOfMayBlockWithoutDelayingOtherFutures() throws Exception {
		CompletableFuture<@Nullable Void> first = this.executors.newFuture();
		CompletableFuture<@Nullable Void> second = this.executors.newFuture();
		CompletableFuture<String> blocked = new CompletableFuture<>();
		CompletableFuture.allOf(first).thenRun(() -> {
			second.join();
			blocked.complete(thread());
		});
		this.executors.complete(first);
		this.executors.complete(second);
		assertThat(blocked.get(SECONDS, TimeUnit.SECONDS)).startsWith("iot-completion-");
	}

	@Test
	void futuresAreCompletedInOrder() throws Exception {
		List<Integer> completed = new ArrayList<>();
		CompletableFuture<@Nullable Void> last = this.executors.newFuture();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			CompletableFuture<@Nullable Void> future = this.executors.newFuture();
			CompletableFuture.allOf(future).thenRun(() -> completed.add(number));
			this.executors.complete(future);
		}
		this.executors.complete(last);
		last.get(SECONDS, TimeUnit.SECONDS);
		assertThat(completed).isEqualTo(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void codeThatFailsDelaysNoOtherFuture() throws Exception {
		CompletableFuture<@Nullable Void> first = new CompletableFuture<>() {

			@Override
			public boolean complete(@Nullable Void value) {
				throw new AssertionError("on purpose");
			}

		};
		CompletableFuture<@Nullable Void> second = this.executors.newFuture();
		this.executors.complete(first);
		this.executors.fail(second, new IllegalStateException("on purpose"));
		assertThat(second.handle((result, ex) -> ex.getMessage()).get(SECONDS, TimeUnit.SECONDS))
			.isEqualTo("on purpose");
	}

	@Test
	void futuresAreCompletedAfterTheEndAsWell() throws Exception {
		CompletableFuture<@Nullable Void> future = this.executors.newFuture();
		this.executors.close();
		this.executors.complete(future);
		future.get(SECONDS, TimeUnit.SECONDS);
	}

	@Test
	void completionIsLeftToItsThreadThoughTheSchedulerIsClosed() {
		ScheduledExecutorService closed = Executors.newSingleThreadScheduledExecutor();
		closed.shutdownNow();
		List<Runnable> given = new ArrayList<>();
		AtomicInteger completed = new AtomicInteger();
		new CompletionQueue(given::add, closed).execute(completed::incrementAndGet);
		assertThat(completed).hasValue(0);
		given.forEach(Runnable::run);
		assertThat(completed).hasValue(1);
	}

	@Test
	void engineRunsTasksOneAtATimeAndInOrder() throws Exception {
		Engine engine = this.executors.newEngine();
		List<Integer> order = new ArrayList<>();
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			engine.execute(() -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				order.add(number);
				running.decrementAndGet();
			});
		}
		CountDownLatch done = new CountDownLatch(1);
		engine.execute(done::countDown);
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
		assertThat(most).hasValue(1);
	}

	@Test
	void handlersRunOnNamedThreads() throws Exception {
		CompletableFuture<String> handler = new CompletableFuture<>();
		this.executors.handlers().execute(() -> handler.complete(thread()));
		assertThat(handler.get(SECONDS, TimeUnit.SECONDS)).startsWith("iot-handler-");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsIfTheyAreWanted() throws Exception {
		try (ConnectionExecutors virtual = new ConnectionExecutors(true)) {
			CompletableFuture<Thread> thread = new CompletableFuture<>();
			virtual.handlers().execute(() -> thread.complete(Thread.currentThread()));
			// Thread.isVirtual() is of Java 21, and the text of a virtual thread begins
			// so
			assertThat(thread.get(SECONDS, TimeUnit.SECONDS)).asString().startsWith("VirtualThread");
		}
	}

}
