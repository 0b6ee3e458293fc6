package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.CrtResource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection of an application context, on the real native client.
 */
class ConnectionContextIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private ApplicationContextRunner runner;

	@BeforeEach
	void setUp() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.pem.iot.truststore.certificate=" + this.endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + this.endpoint.port(), "aws.iot.custom-auth.username=alice",
					"aws.iot.custom-auth.password=secret");
	}

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void fiftyContextsLeaveNothingNativeBehind() {
		connectOnce(0);
		awaitNoNativeResources();
		for (int i = 1; i <= 50; i++) {
			connectOnce(i);
		}
		awaitNoNativeResources();
		Awaitility.await()
			.untilAsserted(() -> assertThat(threads()).noneMatch((name) -> name.startsWith("iot-"))
				.noneMatch((name) -> name.startsWith("AwsEventLoop")));
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.endpoint.events(LocalIotCoreEvent.Type.DISCONNECTED)).hasSize(51)
				.allMatch((detail) -> detail.startsWith("CLIENT_INITIATED_DISCONNECT")));
	}

	@Test
	void messageOfAConstructorIsSentWhenTheConnectionIsStarted() {
		this.runner.withBean(Early.class).run((context) -> TestConnection.get(context.getBean(Early.class).sent()));
		assertThat(this.endpoint.core().getMessages()).singleElement()
			.satisfies((message) -> assertThat(message.topic()).isEqualTo("early"));
	}

	private void connectOnce(int number) {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.fail-fast=true",
					"aws.iot.custom-auth.transport=" + ((number % 2 == 0) ? "tls" : "websocket"),
					"aws.iot.custom-auth.client-id=client-" + number)
			.run((context) -> assertThat(context.getBean(IotConnection.class).getStatus().state())
				.isEqualTo(ConnectionState.CONNECTED));
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
	private static List<String> threads() {
		Path tasks = Path.of("/proc/self/task");
		if (!Files.isDirectory(tasks)) {
			return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
		}
		try (Stream<Path> ids = Files.list(tasks)) {
			return ids.map((id) -> {
				try {
					return Files.readString(id.resolve("comm")).strip();
				}
				catch (IOException ex) {
					// the thread has ended meanwhile
					return "";
				}
			}).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void startDoesNotWaitForAnEndpointThatIsDown() {
		this.endpoint.stop();
		this.runner.run((context) -> {
			IotConnection connection = context.getBean(IotConnection.class);
			assertThat(connection.getStatus().isConnected()).isFalse();
			this.endpoint.startAgain();
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> connection.getStatus().isConnected());
		});
	}

	@Test
	void errorHandlerOfTheApplicationSettlesMessagesWhoseHandlerFailed() {
		List<FailedMessage> failed = new CopyOnWriteArrayList<>();
		this.runner.withBean(IotListenerErrorHandler.class, () -> failed::add)
			.withPropertyValues("aws.iot.custom-auth.fail-fast=true")
			.run((context) -> {
				IotConnection connection = context.getBean(IotConnection.class);
				TestConnection.get(connection.subscribe(TopicFilter.of("a"), Qos.AT_LEAST_ONCE, (message) -> {
					throw new IllegalStateException("on purpose");
				}));
				TestConnection.get(connection.publish(IotMessage.of("a", "1")));
				Awaitility.await()
					.atMost(TestConnection.LIMIT)
					.untilAsserted(() -> assertThat(failed).singleElement()
						.satisfies((message) -> assertThat(message.failure()).hasMessage("on purpose")));
			});
	}

	@Test
	void failFastStartFailsWhenRefused() {
		this.endpoint.accepting((attempt) -> false);
		this.runner.withPropertyValues("aws.iot.custom-auth.fail-fast=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("NOT_AUTHORIZED (0x87)"));
	}

	/**
	 * Sends when it is created.
	 *
	 * @param sent completes when the message has been acknowledged
	 */
	record Early(CompletableFuture<Void> sent) {

		@Autowired
		Early(IotConnection connection) {
			this(connection.publish(IotMessage.of("early", "x")));
		}

	}

}
