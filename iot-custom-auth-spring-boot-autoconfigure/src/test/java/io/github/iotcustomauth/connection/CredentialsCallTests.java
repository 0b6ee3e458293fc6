package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link CredentialsCall}.
 */
class CredentialsCallTests {

	private static final CustomAuthCredentials CREDENTIALS = CustomAuthCredentials.builder().build();

	private final ExecutorService executor = CredentialsCall.executor();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void closeExecutor() {
		this.release.countDown();
		this.executor.shutdownNow();
	}

	@Test
	void answersOnAThreadOfItsOwn() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		CredentialsCall call = ask(() -> {
			thread.complete(Thread.currentThread());
			return CompletableFuture.completedFuture(CREDENTIALS);
		});
		assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(CREDENTIALS);
		assertThat(thread.get(10, TimeUnit.SECONDS)).matches(Thread::isDaemon)
			.extracting(Thread::getName)
			.asString()
			.startsWith("iot-credentials-");
	}

	@Test
	void answersLater() throws Exception {
		CompletableFuture<CustomAuthCredentials> later = new CompletableFuture<>();
		CredentialsCall call = ask(() -> later);
		assertThat(call).isNotDone();
		later.complete(CREDENTIALS);
		assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(CREDENTIALS);
	}

	@Test
	void failsWithWhatTheProviderThrows() {
		IllegalStateException thrown = new IllegalStateException("on purpose");
		assertFailsWith(ask(() -> {
			throw thrown;
		}), thrown);
		assertFailsWith(ask(() -> CompletableFuture.failedFuture(thrown)), thrown);
	}

	@Test
	void failsWhenTheProviderGivesNothing() {
		assertThatException().isThrownBy(() -> ask(() -> null).get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(NullPointerException.class);
		assertThatException()
			.isThrownBy(() -> ask(() -> CompletableFuture.completedFuture(null)).get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void timeLimitInterruptsTheProvider() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		CredentialsCall call = ask(() -> {
			asked.countDown();
			interrupted.complete(!await(this.release));
			return CompletableFuture.completedFuture(CREDENTIALS);
		});
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		call.completeExceptionally(new TimeoutException());
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(call).isCompletedExceptionally();
	}

	@Test
	void nextCallIsNotDisturbedByTheInterruptionOfTheLast() throws Exception {
		for (int i = 0; i < 100; i++) {
			CredentialsCall call = ask(() -> CompletableFuture.completedFuture(CREDENTIALS));
			assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(CREDENTIALS);
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			ask(() -> {
				interrupted.complete(Thread.currentThread().isInterrupted());
				return CompletableFuture.completedFuture(CREDENTIALS);
			});
			assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
		}
	}

	@Test
	void providerThatHangsForGoodIsGivenUp() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CustomAuthCredentialsProvider hanging = () -> {
			asked.countDown();
			boolean released = false;
			while (!released) {
				released = await(this.release);
			}
			return CompletableFuture.completedFuture(CREDENTIALS);
		};
		CredentialsCall first = ask(hanging);
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		first.cancel(true);
		ask(hanging).cancel(true);
		ask(hanging).cancel(true);
		CredentialsCall refused = ask(hanging);
		assertThat(refused).isCompletedExceptionally();
		this.release.countDown();
		CustomAuthCredentialsProvider healthy = () -> CompletableFuture.completedFuture(CREDENTIALS);
		Awaitility.await()
			.until(() -> ask(healthy).handle((answer, ex) -> answer).get(10, TimeUnit.SECONDS) == CREDENTIALS);
	}

	@Test
	void closedExecutorFailsTheCall() {
		this.executor.shutdownNow();
		assertThat(ask(() -> CompletableFuture.completedFuture(CREDENTIALS))).isCompletedExceptionally();
	}

	@Test
	void failureNamesTheTypeAndNotTheMessage() {
		IotFailure failure = CredentialsCall.failure(new CompletionException(new IllegalStateException("secret")));
		assertThat(failure.kind()).isEqualTo(Kind.CREDENTIALS);
		assertThat(failure).asString().contains("IllegalStateException").doesNotContain("secret");
		assertThat(CredentialsCall.failure(new TimeoutException("secret"))).asString()
			.contains("TIMEOUT")
			.doesNotContain("secret");
		assertThat(CredentialsCall.failure(new CompletionException("secret", null))).asString()
			.contains("CompletionException")
			.doesNotContain("secret");
		assertThat(CredentialsCall.failure(null)).asString().contains("no reason");
	}

	private CredentialsCall ask(CustomAuthCredentialsProvider provider) {
		return CredentialsCall.ask(provider, this.executor);
	}

	private static void assertFailsWith(CredentialsCall call, Exception cause) {
		assertThatException().isThrownBy(() -> call.get(10, TimeUnit.SECONDS)).withCause(cause);
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
