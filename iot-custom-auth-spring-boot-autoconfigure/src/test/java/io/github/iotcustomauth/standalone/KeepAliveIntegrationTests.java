package io.github.iotcustomauth.standalone;

import java.nio.file.Path;
import java.time.Duration;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications without a web server: when their process stays, and when it ends.
 */
class KeepAliveIntegrationTests {

	private static final String LAZY = "--spring.main.lazy-initialization=";

	// the JVM ends right after the main method if nothing keeps it
	private static final Duration MUCH_LONGER_THAN_THE_END_TAKES = Duration.ofSeconds(3);

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void applicationThatListensStaysUntilItIsTerminated(boolean lazyInitialization) throws Exception {
		try (StarterProcess process = StarterProcess.start(this.directory, this.endpoint, ListeningApplication.class,
				LAZY + lazyInitialization);
				TestConnection publisher = new TestConnection(this.endpoint, "publisher").connected()) {
			process.awaitOutput(ListeningApplication.STARTED);
			assertThat(process.stays(MUCH_LONGER_THAN_THE_END_TAKES)).isTrue();
			Awaitility.await()
				.atMost(StarterProcess.LIMIT)
				.until(() -> !this.endpoint.events(Type.SUBSCRIBED).isEmpty());
			publisher.publish(ListeningApplication.TOPIC, "one");
			process.awaitOutput("received one");
			process.terminate();
			assertThat(process.exitCode()).isEqualTo(143);
		}
	}

	@Test
	void applicationThatListensStaysAlthoughItsConnectionIsRefused() throws Exception {
		this.endpoint.accepting((attempt) -> false);
		try (StarterProcess process = StarterProcess.start(this.directory, this.endpoint, ListeningApplication.class,
				LAZY + false)) {
			process.awaitOutput(ListeningApplication.STARTED);
			Awaitility.await().atMost(StarterProcess.LIMIT).until(() -> !this.endpoint.events(Type.REFUSED).isEmpty());
			assertThat(process.stays(MUCH_LONGER_THAN_THE_END_TAKES)).isTrue();
			process.terminate();
			assertThat(process.exitCode()).isEqualTo(143);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jobThatMakesOneRequestEnds(boolean lazyInitialization) throws Exception {
		try (TestConnection responder = new TestConnection(this.endpoint, "responder").connected()) {
			TestConnection.get(responder.connection()
				.subscribe(TopicFilter.of(RequestingJob.TOPIC), Qos.AT_LEAST_ONCE,
						(request) -> responder.connection()
							.publish(IotMessage.to(request.responseTopic())
								.payload("42")
								.correlationData(request.correlationData())
								.build())));
			try (StarterProcess process = StarterProcess.start(this.directory, this.endpoint, RequestingJob.class,
					LAZY + lazyInitialization)) {
				assertThat(process.exitCode()).isZero();
				process.awaitOutput("answer 42");
			}
		}
	}

}
