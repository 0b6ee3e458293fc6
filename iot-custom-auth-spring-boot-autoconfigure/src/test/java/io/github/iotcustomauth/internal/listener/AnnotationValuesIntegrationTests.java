package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that the attributes of listeners may have.
 */
class AnnotationValuesIntegrationTests {

	private static LocalEndpoint endpoint;

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(endpoint)
		.withPropertyValues("app.topics=a/1,a/2", "app.none=", "app.list[0]=a/1")
		.withBean("names", String[].class, () -> new String[] { "a/1", "a/2" })
		.withBean("filters", TopicFilter[].class,
				() -> new TopicFilter[] { TopicFilter.of("a/1"), TopicFilter.of("a/2") });

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { SpelArray.class, BeanArray.class, SpelList.class, FilterObjects.class, Mixed.class })
	void topicsMayBeAnExpressionForSeveral(Class<?> type) {
		endpoint.core().reset();
		this.runner.withBean(type).run((context) -> {
			assertThat(context).hasNotFailed();
			Awaitility.await().untilAsserted(() -> assertThat(subscribed()).contains("a/1").contains("a/2"));
		});
	}

	@Test
	void textWithACommaIsOneTopic() {
		endpoint.core().reset();
		this.runner.withBean(Comma.class)
			.run((context) -> Awaitility.await().untilAsserted(() -> assertThat(subscribed()).contains("a/1,a/2")));
	}

	private static String subscribed() {
		return endpoint.events(LocalIotCoreEvent.Type.SUBSCRIBED).toString();
	}

	@Test
	void blanksAroundNumbersAndFlagsAreIgnored() {
		this.runner.withBean(Blanks.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void answerMayGoToSeveralTopicsOfAnExpression() {
		this.runner.withBean(SendToArray.class).run((context) -> {
			try (TestConnection asking = new TestConnection(endpoint, "asking").connected().subscribed("a/+")) {
				asking.publish("ask", "x");
				assertThat(List.of(asking.nextMessage().topic(), asking.nextMessage().topic()))
					.containsExactlyInAnyOrder("a/1", "a/2");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { HandlerObject.class, HandlerName.class })
	void errorHandlerMayBeAnExpressionForTheBeanOrItsName(Class<?> type) {
		List<String> handled = new CopyOnWriteArrayList<>();
		this.runner.withBean(type)
			.withBean("mine", IotListenerErrorHandler.class, () -> (failed) -> handled.add("mine"))
			.withBean("other", IotListenerErrorHandler.class, () -> (failed) -> handled.add("other"))
			.run((context) -> {
				TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of("failing", "x")));
				Awaitility.await().untilAsserted(() -> assertThat(handled).containsExactly("mine"));
			});
	}

	@Test
	void valuesThatCannotBeUsedFailTheStart() {
		Map.of(Number.class, "'topics' '#{42}' has to be a text, or an array or a collection of texts", NullTopic.class,
				"not null", EmptyTopic.class, "must not be empty", MissingList.class, "app.list", NumberSendTo.class,
				"@SendTo '#{{1, 2}}' has to be", OwnTopic.class,
				"@SendTo 'own/{room}' is a topic of the listener itself", UnknownHandler.class, "'unknown'",
				WrongHandler.class, "'errorHandler' '#{@names}' has to be an IotListenerErrorHandler",
				SharedDirect.class, "needs a SUBSCRIBE", Many.class, "It returns a Flux")
			.forEach((type, message) -> this.runner.withBean(type)
				.run((context) -> assertThat(context).getFailure()
					.hasMessageContainingAll("@IotListener on", type.getSimpleName() + ".on", message)));
	}

	@Test
	void nullInAnArrayFailsTheStart() {
		this.runner.withBean(NullInArray.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("@IotListener on", "'topics'", "not null"));
	}

	static class SpelArray {

		@IotListener(topics = "#{'${app.topics}'.split(',')}")
		void on(String text) {
		}

	}

	static class BeanArray {

		@IotListener(topics = "#{@names}")
		void on(String text) {
		}

	}

	static class SpelList {

		@IotListener(topics = "#{{'a/1', 'a/2'}}")
		void on(String text) {
		}

	}

	static class FilterObjects {

		@IotListener(topics = "#{@filters}")
		void on(String text) {
		}

	}

	static class Mixed {

		@IotListener(topics = { "a/1", "#{{'a/2', 'a/3'}}" })
		void on(String text) {
		}

	}

	static class Comma {

		@IotListener(topics = "${app.topics}")
		void on(String text) {
		}

	}

	static class Blanks {

		@IotListener(topics = "a/1", autoStartup = " true ", concurrency = " 2 ")
		void on(String text) {
		}

	}

	static class SendToArray {

		@IotListener("ask")
		@SendTo("#{@names}")
		String on(String text) {
			return text;
		}

	}

	static class HandlerObject {

		@IotListener(topics = "failing", errorHandler = "#{@mine}")
		void on(String text) {
			throw new IllegalStateException("on purpose");
		}

	}

	static class HandlerName {

		@IotListener(topics = "failing", errorHandler = "#{'mi' + 'ne'}")
		void on(String text) {
			throw new IllegalStateException("on purpose");
		}

	}

	static class Number {

		@IotListener("#{42}")
		void on(String text) {
		}

	}

	static class NullTopic {

		@IotListener("#{null}")
		void on(String text) {
		}

	}

	static class NullInArray {

		@IotListener(topics = "#{new String[] {'a', null}}")
		void on(String text) {
		}

	}

	static class EmptyTopic {

		@IotListener("${app.none:}")
		void on(String text) {
		}

	}

	static class MissingList {

		@IotListener("${app.list}")
		void on(String text) {
		}

	}

	static class NumberSendTo {

		@IotListener("a")
		@SendTo("#{{1, 2}}")
		String on(String text) {
			return text;
		}

	}

	static class OwnTopic {

		@IotListener("own/{room}")
		@SendTo("own/{room}")
		String on(String text) {
			return text;
		}

	}

	static class UnknownHandler {

		@IotListener(topics = "a", errorHandler = "unknown")
		void on(String text) {
		}

	}

	static class WrongHandler {

		@IotListener(topics = "a", errorHandler = "#{@names}")
		void on(String text) {
		}

	}

	static class SharedDirect {

		@IotListener(topics = "a", group = "g", subscribe = false)
		void on(String text) {
		}

	}

	static class Many {

		@IotListener("a")
		Flux<String> on(String text) {
			return Flux.just(text);
		}

	}

}
