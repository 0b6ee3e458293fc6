package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(30)
class IotConnectionLifecycleTests {

	private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(10);

	@Test
	void startDoesNotWaitForTheConnection() {
		DefaultIotConnection connection = connection(FakeTransportFactory.silent());
		IotConnectionLifecycle lifecycle = lifecycle(connection, false, PHASE_TIMEOUT);
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		assertThat(connection.getStatus().isConnected()).isFalse();
		lifecycle.stop();
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
	}

	@Test
	void startGoesOnWhenTheConnectionIsRefused() {
		DefaultIotConnection connection = connection(FakeTransportFactory.refusing());
		IotConnectionLifecycle lifecycle = lifecycle(connection, false, PHASE_TIMEOUT);
		lifecycle.start();
		Awaitility.await().until(() -> connection.getStatus().state() == ConnectionState.REJECTED);
		assertThat(lifecycle.isRunning()).isTrue();
		lifecycle.stop();
	}

	@Test
	void startsOnceOnly() {
		FakeTransportFactory transports = FakeTransportFactory.accepting();
		IotConnectionLifecycle lifecycle = lifecycle(connection(transports), true, PHASE_TIMEOUT);
		lifecycle.start();
		lifecycle.start();
		lifecycle.stop();
		lifecycle.stop();
		assertThat(transports.calls).containsExactly("opened", "closed");
	}

	@Test
	void failFastStartWaitsForTheConnection() {
		DefaultIotConnection connection = connection(FakeTransportFactory.accepting());
		IotConnectionLifecycle lifecycle = lifecycle(connection, true, PHASE_TIMEOUT);
		lifecycle.start();
		assertThat(connection.getStatus().isConnected()).isTrue();
		lifecycle.stop();
	}

	@Test
	void failFastStartFailsWithTheRefusalAndLeavesNothingRunning() {
		FakeTransportFactory transports = FakeTransportFactory.refusing();
		DefaultIotConnection connection = connection(transports);
		IotConnectionLifecycle lifecycle = lifecycle(connection, true, PHASE_TIMEOUT);
		assertThatExceptionOfType(IotConnectionException.class).isThrownBy(lifecycle::start)
			.satisfies((ex) -> assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.NOT_AUTHORIZED));
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
		assertThat(transports.calls).containsExactly("opened", "closed");
	}

	@Test
	void failFastStartFailsWhenNobodyAnswers() {
		IotConnectionLifecycle lifecycle = lifecycle(connection(FakeTransportFactory.silent()), true, PHASE_TIMEOUT);
		assertThatExceptionOfType(IotConnectionException.class).isThrownBy(lifecycle::start)
			.satisfies((ex) -> assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.CONNECT_TIMEOUT));
	}

	@Test
	void failFastStartCanBeInterrupted() {
		IotConnectionLifecycle lifecycle = lifecycle(connection(FakeTransportFactory.silent()), true, PHASE_TIMEOUT);
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(lifecycle::start).withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(lifecycle.isRunning()).isFalse();
	}

	@Test
	void stopWithCallbackDoesNotBlock() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		DefaultIotConnection connection = new DefaultIotConnection(settings(), provider(),
				FakeTransportFactory.accepting(), TestExecutors.SHARED, (event) -> awaitQuietly(release));
		IotConnectionLifecycle lifecycle = lifecycle(connection, true, PHASE_TIMEOUT);
		lifecycle.start();
		CompletableFuture<String> stopped = new CompletableFuture<>();
		lifecycle.stop(() -> stopped.complete(Thread.currentThread().getName()));
		assertThat(stopped).isNotDone();
		release.countDown();
		assertThat(stopped.get(5, TimeUnit.SECONDS)).isEqualTo("iot-connection-stop");
	}

	@Test
	void stopEndsWithinThePhaseTimeout() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		DefaultIotConnection connection = new DefaultIotConnection(settings(), provider(),
				FakeTransportFactory.accepting(), TestExecutors.SHARED, (event) -> awaitQuietly(never));
		IotConnectionLifecycle lifecycle = lifecycle(connection, true, Duration.ofSeconds(1));
		lifecycle.start();
		CountDownLatch stopped = new CountDownLatch(1);
		long start = System.nanoTime();
		lifecycle.stop(stopped::countDown);
		assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
				Duration.ofSeconds(2));
	}

	@Test
	void threadsOfTheConnectionAreNotEndedBeforeItHasStopped() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		DefaultIotConnection connection = new DefaultIotConnection(settings(), provider(),
				FakeTransportFactory.accepting(), TestExecutors.SHARED, (event) -> awaitQuietly(release));
		IotConnectionLifecycle lifecycle = lifecycle(connection, true, PHASE_TIMEOUT);
		lifecycle.start();
		CountDownLatch stopped = new CountDownLatch(1);
		lifecycle.stop(stopped::countDown);
		Awaitility.await().until(() -> !connection.isRunning());
		CompletableFuture<Void> destroyed = CompletableFuture.runAsync(lifecycle::destroy);
		assertThat(destroyed).isNotDone();
		release.countDown();
		destroyed.get(5, TimeUnit.SECONDS);
		assertThat(connection.getStatus().state()).isEqualTo(ConnectionState.STOPPED);
	}

	@Test
	void survivesPauseAndResumeOfTheContext() {
		FakeTransportFactory transports = FakeTransportFactory.accepting();
		contextRunner(transports).run((context) -> {
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			DefaultIotConnection connection = context.getBean(DefaultIotConnection.class);
			Awaitility.await().until(() -> connection.getStatus().isConnected());
			source.pause();
			assertThat(connection.isRunning()).isFalse();
			source.restart();
			Awaitility.await().until(() -> connection.getStatus().isConnected());
			source.stop();
			source.start();
			Awaitility.await().until(() -> connection.getStatus().isConnected());
		});
		assertThat(transports.calls).containsExactly("opened", "closed", "opened", "closed", "opened", "closed",
				"factory closed");
	}

	@Test
	void startsBeforeAndStopsAfterWhatUsesTheConnection() {
		FakeTransportFactory transports = FakeTransportFactory.accepting();
		contextRunner(transports).withPropertyValues("aws.iot.custom-auth.fail-fast=true")
			.withInitializer((context) -> ((GenericApplicationContext) context).registerBean(Listening.class,
					() -> new Listening(transports)))
			.run((context) -> assertThat(transports.calls).containsExactly("opened", "listening"));
		assertThat(transports.calls).containsExactly("opened", "listening", "not listening", "closed",
				"factory closed");
	}

	@Test
	void leavesNothingRunningWhenALaterPhaseFails() {
		FakeTransportFactory transports = FakeTransportFactory.accepting();
		contextRunner(transports).withPropertyValues("aws.iot.custom-auth.fail-fast=true")
			.withBean(Failing.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(transports.calls).containsExactly("opened", "closed", "factory closed");
	}

	@Test
	void failFastStartDoesNotKeepTheApplicationWhenItIsRefused() {
		FakeTransportFactory transports = FakeTransportFactory.refusing();
		contextRunner(transports).withPropertyValues("aws.iot.custom-auth.fail-fast=true")
			.run((context) -> assertThat(context).getFailure().hasRootCauseInstanceOf(IotConnectionException.class));
		assertThat(transports.calls).containsExactly("opened", "closed", "factory closed");
	}

	private static ApplicationContextRunner contextRunner(FakeTransportFactory transports) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, LifecycleAutoConfiguration.class))
			.withBean(FakeTransportFactory.class, () -> transports)
			.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example");
	}

	private static IotConnectionLifecycle lifecycle(DefaultIotConnection connection, boolean failFast,
			Duration phaseTimeout) {
		OwnedConnections owned = new OwnedConnections();
		owned.own(connection);
		return new IotConnectionLifecycle(owned, () -> {
		}, (name) -> failFast, phaseTimeout);
	}

	private static DefaultIotConnection connection(FakeTransportFactory transports) {
		return new DefaultIotConnection(settings(), provider(), transports, TestExecutors.SHARED, (event) -> {
		});
	}

	private static ConnectionSettings settings() {
		return ConnectionSettings.builder("abc.example", "device-7").connectTimeout(Duration.ofSeconds(1)).build();
	}

	private static CustomAuthCredentialsProvider provider() {
		return CustomAuthCredentialsProvider.of(CustomAuthCredentials.builder().build());
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static class Listening implements SmartLifecycle {

		private final FakeTransportFactory transports;

		private volatile boolean running;

		Listening(FakeTransportFactory transports) {
			this.transports = transports;
		}

		@Override
		public void start() {
			this.transports.calls.add("listening");
			this.running = true;
		}

		@Override
		public void stop() {
			this.transports.calls.add("not listening");
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			// that of Boot's web server
			return SmartLifecycle.DEFAULT_PHASE - 2048;
		}

	}

	private static final class Failing extends Listening {

		Failing() {
			super(FakeTransportFactory.accepting());
		}

		@Override
		public void start() {
			throw new IllegalStateException("port in use");
		}

	}

}
