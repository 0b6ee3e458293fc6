package io.github.iotcustomauth.autoconfigure.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.iotcustomauth.autoconfigure.observation.TracingBridge.Span;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties.UserProperty;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Tracer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces from one application through the endpoint to another, with the bridges of
 * Micrometer Tracing, on the real native client.
 */
class TracingIntegrationTests {

	private static final org.slf4j.Logger logger = LoggerFactory.getLogger(TracingIntegrationTests.class);

	private static LocalEndpoint endpoint;

	private final TracedLog log = new TracedLog();

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@AfterEach
	void releaseLog() {
		this.log.stop();
	}

	static Stream<Arguments> bridgesAndThreads() {
		return Stream.of(TracingBridge.values())
			.flatMap((bridge) -> Stream.of(Arguments.of(bridge, false), Arguments.of(bridge, true)));
	}

	private static ConfigurableApplicationContext run(String name, TracingBridge bridge, Class<?> application,
			String... properties) {
		return new SpringApplicationBuilder(bridge.configuration(), application).web(WebApplicationType.NONE)
			.properties("spring.application.name=" + name, "management.tracing.sampling.probability=1",
					"spring.main.register-shutdown-hook=false", "spring.main.banner-mode=off",
					"spring.ssl.bundle.pem.iot.truststore.certificate=" + endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + endpoint.port(), "aws.iot.custom-auth.username=alice",
					"aws.iot.custom-auth.password=secret", "aws.iot.custom-auth.fail-fast=true")
			.properties(properties)
			.run();
	}

	// as an HTTP request to the application would be
	private static <T> T inHttpRequest(ConfigurableApplicationContext application, Supplier<T> code) {
		T result = Observation.createNotStarted("http.server.requests", application.getBean(ObservationRegistry.class))
			.observe(code);
		assertThat(result).isNotNull();
		return result;
	}

	@ParameterizedTest
	@MethodSource("bridgesAndThreads")
	void oneTraceIsInTwoApplicationsAndTheAnswer(TracingBridge bridge, boolean virtualThreads) {
		Assumptions.assumeTrue(!virtualThreads || JRE.currentVersionNumber() >= 21, "Virtual threads need Java 21");
		String threads = "spring.threads.virtual.enabled=" + virtualThreads;
		try (ConfigurableApplicationContext asking = run("asking", bridge, Asking.class, threads);
				ConfigurableApplicationContext answering = run("answering", bridge, Answering.class, threads)) {
			// the start of an application resets the log
			this.log.start();
			assertThat(inHttpRequest(asking, () -> {
				logger.info("asks");
				return TestConnection
					.get(asking.getBean(IotClient.class).to("rooms/{room}/state", "kitchen").request(String.class));
			})).isEqualTo("on");
			Awaitility.await().until(() -> bridge.spans(asking).size() == 2 && bridge.spans(answering).size() == 2);
			Span http = span(bridge.spans(asking), "http.server.requests");
			Span request = span(bridge.spans(asking), "request rooms/{room}/state");
			Span handling = span(bridge.spans(answering), "handle rooms/{room}/state");
			Span reply = span(bridge.spans(answering), "reply");
			assertThat(List.of(request, handling, reply)).extracting(Span::traceId).containsOnly(http.traceId());
			assertThat(List.of(request, handling, reply)).extracting(Span::parentId)
				.containsExactly(http.id(), request.id(), handling.id());
			assertThat(this.log.traces).containsOnly(Map.entry("asks", http.traceId()),
					Map.entry("handles", http.traceId()));
			assertThat(traceparent(answer())).startsWith("00-" + http.traceId() + "-" + reply.id() + "-0");
		}
	}

	private static Span span(List<Span> spans, String name) {
		return spans.stream().filter((span) -> span.name().equals(name)).findFirst().orElseThrow();
	}

	private static LocalIotCoreMessage answer() {
		return endpoint.core()
			.getMessages()
			.stream()
			.filter((message) -> message.text().equals("on"))
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	private static String traceparent(LocalIotCoreMessage message) {
		return property(message, "traceparent").findFirst().orElseThrow();
	}

	private static Stream<String> property(LocalIotCoreMessage message, String name) {
		return message.properties()
			.userProperties()
			.stream()
			.filter((property) -> property.name().equals(name))
			.map(UserProperty::value);
	}

	@ParameterizedTest
	@EnumSource
	void baggageOfTheApplicationIsPropagated(TracingBridge bridge) {
		String fields = "management.tracing.baggage.remote-fields=tenant";
		try (ConfigurableApplicationContext asking = run("asking", bridge, Asking.class, fields);
				ConfigurableApplicationContext answering = run("answering", bridge, Answering.class, fields)) {
			publishWithBaggage(asking, "baggage");
			Answering listener = answering.getBean(Answering.class);
			Awaitility.await().until(() -> !listener.tenants.isEmpty());
			assertThat(listener.tenants).containsExactly("blue");
		}
	}

	private static void publishWithBaggage(ConfigurableApplicationContext application, String topic) {
		Tracer tracer = application.getBean(Tracer.class);
		inHttpRequest(application, () -> {
			try (BaggageInScope baggage = tracer.createBaggageInScope("tenant", "blue")) {
				assertThat(baggage.name()).isEqualTo("tenant");
				TestConnection.get(application.getBean(IotClient.class).to(topic).send());
				return topic;
			}
		});
	}

	private static LocalIotCoreMessage published(String topic) {
		return endpoint.core()
			.getMessages()
			.stream()
			.filter((message) -> message.topic().equals(topic))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	void baggageIsNotPropagatedWhenTheApplicationHasItDisabled(TracingBridge bridge) {
		String topic = "alone/" + bridge;
		try (ConfigurableApplicationContext asking = run("asking", bridge, Asking.class,
				"management.tracing.baggage.enabled=false")) {
			publishWithBaggage(asking, topic);
		}
		assertThat(published(topic).properties().userProperties()).extracting(UserProperty::name)
			.contains("traceparent")
			.doesNotContain("baggage");
	}

	static class Asking {

	}

	static class Answering {

		private final List<String> tenants = new CopyOnWriteArrayList<>();

		private final Tracer tracer;

		Answering(Tracer tracer) {
			this.tracer = tracer;
		}

		@IotListener("rooms/{room}/state")
		String handle(String question) {
			logger.info("handles");
			return "on";
		}

		@IotListener("baggage")
		void receive(byte[] payload) {
			String tenant = this.tracer.getAllBaggage().get("tenant");
			this.tenants.add((tenant != null) ? tenant : "none");
		}

	}

	/**
	 * The trace ids of log lines, by their text.
	 */
	private static final class TracedLog extends AppenderBase<ILoggingEvent> {

		private final Map<String, String> traces = new ConcurrentHashMap<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.traces.put(event.getFormattedMessage(), event.getMDCPropertyMap().getOrDefault("traceId", "none"));
		}

		@Override
		public void start() {
			super.start();
			log().addAppender(this);
		}

		@Override
		public void stop() {
			log().detachAppender(this);
			super.stop();
		}

		private static Logger log() {
			return (Logger) LoggerFactory.getLogger(TracingIntegrationTests.class);
		}

	}

}
