package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the parameters of a listener method can be, on the real native client.
 */
class ListenerArgumentsIntegrationTests {

	private static LocalEndpoint endpoint;

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	private static void run(Class<? extends Received> listener, ContextConsumer<ApplicationContext> test) {
		ListenerContexts.connectedTo(endpoint).withBean(listener).withPropertyValues("place=home").run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	private static void publish(ApplicationContext context, IotMessage message) {
		TestConnection.get(context.getBean(IotConnection.class).publish(message));
	}

	private static List<Object> next(ApplicationContext context) throws InterruptedException {
		List<Object> arguments = context.getBean(Received.class).arguments.poll(TestConnection.LIMIT.toMillis(),
				TimeUnit.MILLISECONDS);
		assertThat(arguments).as("no message within " + TestConnection.LIMIT).isNotNull();
		return arguments;
	}

	@Test
	void payloadIsConvertedAndLevelsHaveNames() {
		run(JsonListener.class, (context) -> {
			publish(context, IotMessage.of("json/home/7/telemetry", "{\"room\":\"kitchen\",\"celsius\":21.5}"));
			assertThat(next(context)).containsExactly(new Reading("kitchen", 21.5), "home", 7);
		});
	}

	@Test
	void payloadIsText() {
		run(TextListener.class, (context) -> {
			publish(context, IotMessage.to("text/home").payload("\u00fc").contentType("application/json").build());
			assertThat(next(context)).containsExactly("\u00fc");
			publish(context, IotMessage.of("text/home", ""));
			assertThat(next(context)).containsExactly("");
		});
	}

	@Test
	void payloadIsBytes() {
		run(BytesListener.class, (context) -> {
			publish(context, IotMessage.to("bytes").payload(new byte[] { 0, -1 }).build());
			assertThat((byte[]) next(context).get(0)).containsExactly(0, -1);
			publish(context, IotMessage.to("bytes").build());
			assertThat((byte[]) next(context).get(0)).isEmpty();
		});
	}

	@Test
	void headersAndUserProperties() {
		run(HeadersListener.class, (context) -> {
			publish(context,
					IotMessage.to("headers")
						.payload("x")
						.contentType("text/x")
						.responseTopic("answers")
						.correlationData(new byte[] { 7 })
						.userProperty("trace", "abc")
						.userProperty("iot_topic", "forged")
						.userProperty("id", "forged")
						.build());
			List<Object> arguments = next(context);
			assertThat(arguments.subList(0, 3)).containsExactly("abc", "headers", "none");
			assertThat(arguments.get(3)).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry(IotHeaders.QOS, Qos.AT_LEAST_ONCE)
				.containsEntry(IotHeaders.RETAINED, false)
				.containsEntry(IotHeaders.RESPONSE_TOPIC, "answers")
				.containsEntry(IotHeaders.CORRELATION_DATA, new byte[] { 7 })
				.containsEntry("contentType", "text/x")
				.doesNotContainValue("forged");
		});
	}

	@Test
	void wholeMessage() {
		run(MessageListener.class, (context) -> {
			publish(context, IotMessage.of("message", "{\"room\":\"bath\",\"celsius\":1}"));
			List<Object> arguments = next(context);
			assertThat(((IotMessage) arguments.get(0)).text()).contains("bath");
			assertThat(((Message<?>) arguments.get(1)).getPayload()).isEqualTo(new Reading("bath", 1));
			assertThat(((Message<?>) arguments.get(1)).getHeaders()).containsEntry(IotHeaders.TOPIC, "message");
		});
	}

	@Test
	void invalidPayloadDoesNotReachTheMethod() {
		run(ValidListener.class, (context) -> {
			publish(context, IotMessage.of("valid", "{\"room\":\" \",\"celsius\":9876}"));
			publish(context, IotMessage.of("valid", "{\"room\":\"s3cret"));
			publish(context, IotMessage.of("valid", ""));
			publish(context, IotMessage.of("valid", "{\"room\":\"bath\",\"celsius\":1}"));
			assertThat(next(context)).containsExactly(new Reading("bath", 1));
			List<FailedMessage> failed = context.getBean(ValidListener.class).failed;
			assertThat(failed).extracting(FailedMessage::failure)
				.hasSize(3)
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(InvalidMessageException.class)
					.hasNoCause()
					.hasMessageNotContainingAny("9876", "s3cret")
					.hasMessageContainingAll("Argument 'reading'", "ValidListener.onReading"));
			assertThat(failed.get(0).failure()).hasMessageContainingAll("celsius (Max)", "room (NotBlank)");
			assertThat(failed.get(1).failure()).hasMessageContaining("Exception)");
			assertThat(failed).extracting(FailedMessage::listener).containsOnly("checked");
		});
	}

	@Test
	void keysOfAnInvalidPayloadAreShownInPrintableForm() {
		run(KeysListener.class, (context) -> {
			publish(context, IotMessage.of("keys", "{\"rooms\":{\"a\\nERROR forged\":9876}}"));
			publish(context, IotMessage.of("keys", "{\"rooms\":{\"bath\":1}}"));
			assertThat(next(context)).containsExactly(new Rooms(Map.of("bath", 1)));
			assertThat(context.getBean(KeysListener.class).failed).singleElement()
				.extracting(FailedMessage::failure, InstanceOfAssertFactories.THROWABLE)
				.hasMessageContaining("rooms[a\\u000AERROR forged] (Max)");
		});
	}

	@Test
	void jsonNullIsEmptyForWhatNeedNotBeThere() {
		run(OptionalListener.class, (context) -> {
			for (String empty : List.of("null", " null\n", "")) {
				publish(context, IotMessage.of("optional", empty));
				assertThat(next(context)).containsExactly(Optional.empty());
				publish(context, IotMessage.of("not-required", empty));
				assertThat(next(context)).containsExactly("nothing");
			}
			Reading reading = new Reading("kitchen", 21.5);
			publish(context, IotMessage.of("optional", "{\"room\":\"kitchen\",\"celsius\":21.5}"));
			assertThat(next(context)).containsExactly(Optional.of(reading));
		});
	}

	@Test
	void jsonNullForWhatHasToBeThereIsInvalid() {
		run(ValidListener.class, (context) -> {
			ValidListener listener = context.getBean(ValidListener.class);
			publish(context, IotMessage.of("valid", "null"));
			Awaitility.await().until(() -> !listener.failed.isEmpty());
			assertThat(listener.failed.get(0).failure()).isInstanceOf(InvalidMessageException.class)
				.hasMessageContaining("Argument 'reading' of")
				.hasMessageEndingWith("it is null");
			assertThat(listener.arguments).isEmpty();
		});
	}

	@Test
	void jsonNullForAPrimitiveShowsNoOtherArgument() {
		run(PrimitiveListener.class, (context) -> {
			PrimitiveListener listener = context.getBean(PrimitiveListener.class);
			publish(context, IotMessage.to("primitive").payload("null").userProperty("token", "s3cret").build());
			Awaitility.await().until(() -> !listener.failed.isEmpty());
			assertThat(listener.failed.get(0).failure()).isInstanceOf(InvalidMessageException.class)
				.hasMessageContaining("Argument 'count' of")
				.hasMessageNotContaining("s3cret");
		});
	}

	@Test
	void withoutJacksonTheMissingDependencyIsNamed() {
		ListenerContexts.connectedTo(endpoint)
			.withBean(ConvertingListener.class)
			.withBean(PayloadConverter.class, () -> new PayloadConverter(List.of()))
			.run((context) -> {
				ConvertingListener listener = context.getBean(ConvertingListener.class);
				for (String topic : List.of("convert/payload", "convert/message", "convert/optional")) {
					listener.failed.clear();
					publish(context, IotMessage.of(topic, "{\"room\":\"kitchen\",\"celsius\":21.5}"));
					Awaitility.await().until(() -> !listener.failed.isEmpty());
					assertThat(listener.failed.get(0).failure()).isInstanceOf(InvalidMessageException.class)
						.hasMessageContaining("no converter reads " + Reading.class.getName())
						.hasMessageContaining("'spring-boot-starter-jackson'");
				}
				publish(context, IotMessage.of("convert/text", "x"));
				assertThat(next(context)).containsExactly("x");
			});
	}

	@Test
	void userPropertiesNamedLikeHeadersOfSpringBreakNothing() {
		run(HeadersListener.class, (context) -> {
			IotMessage.Builder message = IotMessage.to("headers").payload("x").userProperty("trace", "abc");
			List.of("id", "timestamp", "contentType", "replyChannel", "errorChannel", "nativeHeaders",
					"lookupDestination", "simpDestination", "simpMessageType", "simpSessionId", "iot_topic",
					"DestinationVariableMethodArgumentResolver.templateVariables")
				.forEach((name) -> message.userProperty(name, "forged"));
			publish(context, message.userProperty("simple", "mine").build());
			List<Object> arguments = next(context);
			assertThat(arguments.subList(0, 3)).containsExactly("abc", "headers", "none");
			assertThat(arguments.get(3)).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("simple", "mine")
				.doesNotContainValue("forged");
		});
	}

	@Test
	void converterOfAnotherProjectDoesNotBreakTextAndBytes() {
		ListenerContexts.connectedTo(endpoint)
			.withBean(TextListener.class)
			.withPropertyValues("place=home")
			.withBean("greedy", MessageConverter.class, GreedyConverter::new)
			.run((context) -> {
				publish(context, IotMessage.of("text/home", "x"));
				assertThat(next(context)).containsExactly("x");
			});
		ListenerContexts.connectedTo(endpoint)
			.withBean(BytesListener.class)
			.withBean("greedy", MessageConverter.class, GreedyConverter::new)
			.run((context) -> {
				publish(context, IotMessage.to("bytes").payload(new byte[] { 7 }).build());
				assertThat((byte[]) next(context).get(0)).containsExactly(7);
			});
	}

	record Rooms(Map<String, @Max(100) Integer> rooms) {
	}

	record Reading(@NotBlank String room, @Max(100) double celsius) {
	}

	/**
	 * A converter that claims everything.
	 */
	static class GreedyConverter implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			throw new IllegalStateException("not meant for this");
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			throw new IllegalStateException("not meant for this");
		}

	}

	/**
	 * The arguments of the calls.
	 */
	abstract static class Received {

		final BlockingQueue<List<Object>> arguments = new LinkedBlockingQueue<>();

		void received(Object... received) {
			this.arguments.add(List.of(received));
		}

	}

	static class JsonListener extends Received {

		@IotListener("json/{place}/{number}/telemetry")
		void onReading(Reading reading, @DestinationVariable String place, @DestinationVariable("number") int count) {
			received(reading, place, count);
		}

	}

	static class TextListener extends Received {

		@IotListener("text/#{'${place}'.toLowerCase()}")
		void onText(@Payload String text) {
			received(text);
		}

	}

	static class BytesListener extends Received {

		@IotListener(topics = "bytes", qos = Qos.AT_MOST_ONCE)
		void onBytes(byte[] bytes) {
			received(bytes);
		}

	}

	static class HeadersListener extends Received {

		@IotListener("headers")
		void onHeaders(@Header String trace, @Header(IotHeaders.TOPIC) String topic,
				@Header(name = "missing", defaultValue = "none") String missing, @Headers Map<String, Object> all) {
			received(trace, topic, missing, all);
		}

	}

	static class OptionalListener extends Received {

		@IotListener("optional")
		void onOptional(Optional<Reading> reading) {
			received(reading);
		}

		@IotListener("not-required")
		void onNullable(@Payload(required = false) @Nullable Reading reading) {
			received((reading != null) ? reading : "nothing");
		}

	}

	static class PrimitiveListener extends Received implements IotListenerErrorHandler {

		private final List<FailedMessage> failed = new CopyOnWriteArrayList<>();

		@IotListener("primitive")
		void onCount(@Payload(required = false) int count, @Header("token") String token) {
			received(count, token);
		}

		@Override
		public void handle(FailedMessage message) {
			this.failed.add(message);
		}

	}

	static class ConvertingListener extends Received implements IotListenerErrorHandler {

		private final List<FailedMessage> failed = new CopyOnWriteArrayList<>();

		@IotListener("convert/payload")
		void onReading(Reading reading) {
			received(reading);
		}

		@IotListener("convert/message")
		void onMessage(Message<Reading> message) {
			received(message);
		}

		@IotListener("convert/optional")
		void onOptional(Optional<Reading> reading) {
			received(reading);
		}

		@IotListener("convert/text")
		void onText(String text) {
			received(text);
		}

		@Override
		public void handle(FailedMessage message) {
			this.failed.add(message);
		}

	}

	static class MessageListener extends Received {

		@IotListener("message")
		void onMessage(IotMessage message, Message<Reading> converted) {
			received(message, converted);
		}

	}

	static class KeysListener extends Received implements IotListenerErrorHandler {

		private final List<FailedMessage> failed = new CopyOnWriteArrayList<>();

		@IotListener(topics = "keys")
		void onRooms(@Valid Rooms rooms) {
			received(rooms);
		}

		@Override
		public void handle(FailedMessage message) {
			this.failed.add(message);
		}

	}

	static class ValidListener extends Received implements IotListenerErrorHandler {

		private final List<FailedMessage> failed = new CopyOnWriteArrayList<>();

		@IotListener(id = "checked", topics = "valid")
		void onReading(@Valid Reading reading) {
			received(reading);
		}

		@Override
		public void handle(FailedMessage message) {
			this.failed.add(message);
		}

	}

}
