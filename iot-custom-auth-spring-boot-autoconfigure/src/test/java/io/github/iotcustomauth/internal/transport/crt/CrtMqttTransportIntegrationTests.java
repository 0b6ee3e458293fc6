package io.github.iotcustomauth.internal.transport.crt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.crt.CrtResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link CrtMqttTransport} on the real native client, without the engine.
 */
@Timeout(60)
class CrtMqttTransportIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final CrtMqttTransportFactory factory = new CrtMqttTransportFactory(this.endpoint::trust, List.of());

	@AfterEach
	void closeAll() {
		this.factory.close();
		this.endpoint.close();
	}

	@Test
	void closeBeforeOpenReleasesTheNativeHandles() {
		Recorder recorder = new Recorder();
		MqttTransport transport = create(this.factory, "never-opened", recorder);
		transport.close();
		transport.close();
		assertThat(recorder.calls).containsExactly("released");
		this.factory.close();
		awaitNoNativeResources();
	}

	@Test
	void openAfterCloseDoesNothing() {
		Recorder recorder = new Recorder();
		MqttTransport transport = create(this.factory, "closed", recorder);
		transport.close();
		transport.open();
		assertThat(transport.publish(IotMessage.of("a", ""))).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TransportLostException.class);
		assertThat(recorder.calls).containsExactly("released");
	}

	@Test
	void closeAfterOpenReleasesTheNativeHandlesOnce() throws Exception {
		Recorder recorder = new Recorder();
		MqttTransport transport = opened("opened", recorder);
		transport.close();
		transport.close();
		recorder.awaits("released");
		this.factory.close();
		awaitNoNativeResources();
		assertThat(recorder.calls).isEmpty();
	}

	// the native client may see both requests at once
	@Test
	void closeRightAfterOpenReleasesTheNativeHandles() throws Exception {
		List<Recorder> recorders = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Recorder recorder = new Recorder();
			MqttTransport transport = create(this.factory, "client-" + i, recorder);
			transport.open();
			transport.close();
			recorders.add(recorder);
		}
		for (Recorder recorder : recorders) {
			recorder.awaits("released");
		}
	}

	@Test
	void unansweredSubscribeLeavesTheTransportAlive() throws Exception {
		this.endpoint.core().faults().neverSuback(true);
		assertUnansweredAndAlive((transport) -> transport.subscribe(Map.of(TopicFilter.of("a"), Qos.AT_LEAST_ONCE)));
	}

	@Test
	void unansweredUnsubscribeLeavesTheTransportAlive() throws Exception {
		this.endpoint.core().faults().neverUnsuback(true);
		assertUnansweredAndAlive((transport) -> transport.unsubscribe(Set.of(TopicFilter.of("a"))));
	}

	private void assertUnansweredAndAlive(Function<MqttTransport, CompletableFuture<?>> operation) throws Exception {
		Recorder recorder = new Recorder();
		MqttTransport transport = opened("mute", recorder);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> TestConnection.get(operation.apply(transport)))
			.havingCause()
			.isInstanceOf(UnansweredException.class);
		assertThat(TestConnection.get(transport.publish(IotMessage.of("a", "")))).isZero();
		assertThat(recorder.calls).isEmpty();
		transport.close();
	}

	@Test
	void filterThatCannotBeWrittenFailsWithPrintableText() throws Exception {
		MqttTransport transport = opened("client", new Recorder());
		TopicFilter tooLong = TopicFilter.of("$share/\u202E" + "g".repeat(70_000) + "/a");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> TestConnection.get(transport.subscribe(Map.of(tooLong, Qos.AT_LEAST_ONCE))))
			.havingCause()
			.isInstanceOf(IotConnectionException.class)
			.withMessageContaining("[$share/\\u202Eggg");
		transport.close();
	}

	@Test
	void unansweredPublishEndsTheTransport() throws Exception {
		this.endpoint.core().faults().neverPuback(true);
		Recorder recorder = new Recorder();
		MqttTransport transport = opened("mute", recorder);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> TestConnection.get(transport.publish(IotMessage.of("a", ""))))
			.havingCause()
			.isInstanceOf(UnansweredException.class);
		recorder.awaits("ended NOT_ACKNOWLEDGED");
		transport.close();
	}

	@Test
	void errorOfTheListenerEndsTheTransport() throws Exception {
		Recorder recorder = new Recorder() {

			@Override
			public void onConnected(boolean sessionPresent) {
				throw new OutOfMemoryError("unable to create native thread");
			}

		};
		create(this.factory, "error", recorder).open();
		recorder.awaits("ended UNEXPECTED_ERROR");
		recorder.awaits("released");
	}

	@Test
	void endThatCouldNotBeReportedIsReportedAgain() throws Exception {
		AtomicInteger reports = new AtomicInteger();
		Recorder recorder = new Recorder() {

			@Override
			public void onEnded(IotFailure failure, boolean byServer) {
				if (reports.incrementAndGet() < 3) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				super.onEnded(failure, byServer);
			}

		};
		opened("error", recorder);
		this.endpoint.core().cutConnections();
		recorder.awaits("ended UNEXPECTED_ERROR");
		recorder.awaits("released");
	}

	@Test
	void errorOfTheListenerForAMessageEndsTheTransport() throws Exception {
		Recorder recorder = new Recorder() {

			@Override
			public void onMessage(IotMessage message, Runnable acknowledgement) {
				throw new OutOfMemoryError("unable to create native thread");
			}

		};
		MqttTransport transport = opened("error", recorder);
		TestConnection.get(transport.subscribe(Map.of(TopicFilter.of("a"), Qos.AT_LEAST_ONCE)));
		transport.publish(IotMessage.of("a", ""));
		recorder.awaits("ended UNEXPECTED_ERROR");
		recorder.awaits("released");
	}

	@Test
	void factoriesShareTheEventLoopsUntilTheLastIsClosed() throws Exception {
		Recorder first = new Recorder();
		Recorder second = new Recorder();
		MqttTransport transport = opened("first", first);
		long threads = eventLoops();
		try (CrtMqttTransportFactory other = new CrtMqttTransportFactory(this.endpoint::trust, List.of())) {
			MqttTransport further = create(other, "second", second);
			further.open();
			second.awaits("connected");
			assertThat(eventLoops()).isEqualTo(threads);
			transport.close();
			first.awaits("released");
			this.factory.close();
			assertThat(TestConnection.get(further.publish(IotMessage.of("a", "")))).isZero();
			further.close();
			second.awaits("released");
		}
		awaitNoNativeResources();
		Awaitility.await().until(() -> eventLoops() == 0);
	}

	@Test
	void closingTheFactoryDoesNotWaitForACustomizerThatHangs() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
		CrtMqttTransportFactory hanging = new CrtMqttTransportFactory(this.endpoint::trust,
				List.of((options, connect) -> {
					entered.countDown();
					await(leave);
				}));
		Thread thread = new Thread(() -> {
			try {
				create(hanging, "late", new Recorder());
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		});
		thread.start();
		await(entered);
		hanging.close();
		leave.countDown();
		assertThat(failures.poll(20, TimeUnit.SECONDS)).isInstanceOf(IotConnectionException.class)
			.hasMessageContaining("has been closed");
		thread.join();
		this.factory.close();
		awaitNoNativeResources();
	}

	private MqttTransport opened(String clientId, Recorder recorder) throws InterruptedException {
		MqttTransport transport = create(this.factory, clientId, recorder);
		transport.open();
		recorder.awaits("connected");
		return transport;
	}

	private MqttTransport create(CrtMqttTransportFactory transports, String clientId, MqttTransport.Listener listener) {
		ConnectionSettings settings = this.endpoint.settings(clientId)
			.transport(TransportType.TLS)
			.operationTimeout(Duration.ofSeconds(1))
			.build();
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.username("alice")
			.password("secret")
			.build();
		return transports.create(settings, EncodedCredentials.encode(credentials, CredentialsLocation.CONNECT),
				listener);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitNoNativeResources() {
		assertThat(System.getProperty("aws.crt.debugnative")).as("without it nothing is counted").isNotNull();
		Awaitility.await().untilAsserted(() -> {
			List<String> resources = new ArrayList<>();
			CrtResource.collectNativeResources(resources::add);
			assertThat(resources).isEmpty();
		});
	}

	// native threads have no Java object, so that the kernel is asked
	private static long eventLoops() throws IOException {
		Path tasks = Path.of("/proc/self/task");
		if (!Files.isDirectory(tasks)) {
			return 0;
		}
		try (Stream<Path> threads = Files.list(tasks)) {
			return threads.filter(CrtMqttTransportIntegrationTests::isEventLoop).count();
		}
	}

	private static boolean isEventLoop(Path thread) {
		try {
			return Files.readString(thread.resolve("comm")).startsWith("AwsEventLoop");
		}
		catch (IOException ex) {
			// the thread has ended meanwhile
			return false;
		}
	}

	/**
	 * Keeps the calls of a transport.
	 */
	private static class Recorder implements MqttTransport.Listener {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		@Override
		public void onConnected(boolean sessionPresent) {
			this.calls.add("connected");
		}

		@Override
		public void onEnded(IotFailure failure, boolean byServer) {
			this.calls.add("ended " + failure.reason());
		}

		@Override
		public void onMessage(IotMessage message, Runnable acknowledgement) {
			acknowledgement.run();
		}

		@Override
		public void onReleased() {
			this.calls.add("released");
		}

		void awaits(String call) throws InterruptedException {
			assertThat(this.calls.poll(20, TimeUnit.SECONDS)).isEqualTo(call);
		}

	}

}
