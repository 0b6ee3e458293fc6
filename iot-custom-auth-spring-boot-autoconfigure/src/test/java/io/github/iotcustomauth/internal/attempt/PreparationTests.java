package io.github.iotcustomauth.internal.attempt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.receiving.Inbound;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Preparation} and {@link Preparations}, with real threads.
 */
class PreparationTests implements CustomAuthCredentialsProvider, Attempt.Owner {

	private static final CustomAuthCredentials CREDENTIALS = CustomAuthCredentials.builder().build();

	private final ConnectionSettings settings = ConnectionSettings.builder("localhost", "device")
		.connectTimeout(Duration.ofMillis(200))
		.build();

	private final Engine engine = TestExecutors.SHARED.newEngine();

	private final List<FakeTransport> transports = new CopyOnWriteArrayList<>();

	private final List<String> threads = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger discarded = new AtomicInteger();

	private volatile Supplier<CompletionStage<CustomAuthCredentials>> provider = () -> CompletableFuture
		.completedFuture(CREDENTIALS);

	private volatile Runnable customizer = () -> {
	};

	private final Preparations preparations = new Preparations(this.settings, this, this::create, this.engine,
			TestExecutors.SHARED.handlers());

	@AfterEach
	void releaseThreads() {
		this.release.countDown();
	}

	@Test
	void providerAndCustomizersRunOnApplicationThreads() throws Exception {
		assertThat(result(attempt())).isNull();
		assertThat(this.threads).hasSize(2).allMatch((name) -> name.startsWith("iot-handler-"));
	}

	@Test
	void customizersRunOnApplicationThreadsAlthoughTheProviderAnswersOnAnother() throws Exception {
		Executor later = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
		this.provider = () -> CompletableFuture.supplyAsync(() -> CREDENTIALS, later);
		CompletableFuture<IotFailure> result = begin(attempt());
		assertThat(result.get(10, TimeUnit.SECONDS)).isNull();
		assertThat(this.threads).allMatch((name) -> name.startsWith("iot-handler-"));
	}

	@Test
	void timeLimitInterruptsTheProvider() throws Exception {
		CompletableFuture<Boolean> released = new CompletableFuture<>();
		this.provider = () -> {
			released.complete(await());
			return CompletableFuture.completedFuture(CREDENTIALS);
		};
		assertThat(result(attempt()).reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT);
		assertThat(released.get(10, TimeUnit.SECONDS)).isFalse();
		assertThat(this.transports).isEmpty();
	}

	@Test
	void timeLimitInterruptsACustomizerAndItsTransportIsClosedUnopened() throws Exception {
		this.customizer = this::await;
		assertThat(result(attempt()).reason()).isEqualTo(FailureReason.CLIENT_NOT_CREATED_IN_TIME);
		Awaitility.await().until(() -> this.transports.size() == 1 && this.transports.get(0).isClosed());
		assertThat(this.transports.get(0).isOpened()).isFalse();
	}

	@Test
	void attemptThatIsGivenUpInterruptsItsPreparation() throws Exception {
		CompletableFuture<Boolean> released = new CompletableFuture<>();
		CountDownLatch asked = new CountDownLatch(1);
		this.provider = () -> {
			asked.countDown();
			released.complete(await());
			return CompletableFuture.completedFuture(CREDENTIALS);
		};
		Attempt attempt = attempt();
		begin(attempt);
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		this.engine.execute(attempt::giveUp);
		assertThat(released.get(10, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void interruptionDoesNotDisturbTheNextPreparation() throws Exception {
		for (int i = 0; i < 100; i++) {
			assertThat(result(attempt())).isNull();
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			this.provider = () -> {
				interrupted.complete(Thread.currentThread().isInterrupted());
				return CompletableFuture.completedFuture(CREDENTIALS);
			};
			assertThat(result(attempt())).isNull();
			assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
		}
	}

	@Test
	void twoPreparationsMayHang() throws Exception {
		this.provider = () -> {
			boolean released = false;
			while (!released) {
				released = await();
			}
			return CompletableFuture.completedFuture(CREDENTIALS);
		};
		assertThat(result(attempt()).reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT);
		assertThat(result(attempt()).reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT);
		assertThat(result(attempt()).reason()).isEqualTo(FailureReason.PREPARATION_HANGS);
		this.release.countDown();
		this.provider = () -> CompletableFuture.completedFuture(CREDENTIALS);
		Awaitility.await().until(() -> result(attempt()) == null);
	}

	@Test
	void credentialsAreDiscardedBeforeTheProviderIsAsked() throws Exception {
		this.preparations.discard(CREDENTIALS);
		this.preparations.discard(CREDENTIALS);
		assertThat(this.discarded).hasValue(0);
		CompletableFuture<Integer> before = new CompletableFuture<>();
		this.provider = () -> {
			before.complete(this.discarded.get());
			return CompletableFuture.completedFuture(CREDENTIALS);
		};
		assertThat(result(attempt())).isNull();
		assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void failureNamesTheTypeOfAnExceptionAndNotItsMessage() throws Exception {
		this.provider = () -> {
			throw new IllegalStateException("secret");
		};
		assertThat(result(attempt())).asString().contains("IllegalStateException").doesNotContain("secret");
	}

	private Attempt attempt() {
		return new Attempt(Duration.ofSeconds(10), mock(Inbound.class), this.engine,
				new ConnectionProbe(this.preparations), this);
	}

	private IotFailure result(Attempt attempt) throws Exception {
		return begin(attempt).get(10, TimeUnit.SECONDS);
	}

	private CompletableFuture<IotFailure> begin(Attempt attempt) {
		CompletableFuture<IotFailure> result = new CompletableFuture<>();
		this.engine.execute(() -> this.preparations.begin(attempt, () -> result.complete(null), result::complete));
		return result;
	}

	private boolean await() {
		try {
			return this.release.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		this.threads.add(Thread.currentThread().getName());
		this.customizer.run();
		FakeTransport transport = new FakeTransport(listener, credentials).accepting();
		this.transports.add(transport);
		return transport;
	}

	@Override
	public CompletionStage<CustomAuthCredentials> getCredentials() {
		this.threads.add(Thread.currentThread().getName());
		return this.provider.get();
	}

	@Override
	public void discard(CustomAuthCredentials credentials) {
		this.discarded.incrementAndGet();
	}

	@Override
	public void connected(Attempt attempt, MqttTransport transport, boolean sessionPresent) {
	}

	@Override
	public void ended(Attempt attempt, IotFailure failure, boolean byServer) {
	}

	@Override
	public void released(Attempt attempt) {
	}

}
