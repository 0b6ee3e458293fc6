package io.github.iotcustomauth.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

class IotListenerReflectiveProcessorTests {

	private final RuntimeHints hints = new RuntimeHints();

	IotListenerReflectiveProcessorTests() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Listeners.class);
	}

	@Test
	void methodsAreInvoked() {
		assertThat(methods()).hasSize(6)
			.allMatch((method) -> RuntimeHintsPredicates.reflection().onMethodInvocation(method).test(this.hints));
	}

	@ParameterizedTest
	@ValueSource(
			classes = { Reading.class, Location.class, Batch.class, Wrapped.class, Answer.class, LaterAnswer.class })
	void payloadsAndResultsAreConverted(Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(this.hints);
	}

	@Test
	void componentsOfPayloadsAreRead() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Reading.class.getDeclaredMethod("celsius")))
			.accepts(this.hints);
	}

	@ParameterizedTest
	@ValueSource(
			classes = { Device.class, Tenant.class, IotMessage.class, Acknowledgment.class, CompletableFuture.class })
	void otherParametersAreNot(Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection().onType(type)).rejects(this.hints);
	}

	private static List<Method> methods() {
		return Stream.of(Listeners.class.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(IotListener.class))
			.toList();
	}

	static class Listeners {

		@IotListener("a/{device}")
		void payload(Reading reading, @DestinationVariable Device device, @Header Tenant tenant,
				Acknowledgment acknowledgment) {
		}

		@IotListener("b")
		void list(List<Batch> batches) {
		}

		@IotListener("c")
		void message(Message<Wrapped> message) {
		}

		@IotListener("d")
		Answer answer(byte[] payload) {
			return new Answer(payload.length);
		}

		@IotListener("e")
		CompletableFuture<LaterAnswer> later(String payload) {
			return CompletableFuture.completedFuture(new LaterAnswer(payload));
		}

		@IotListener("f")
		void whole(IotMessage message) {
		}

	}

	record Reading(double celsius, Location location) {
	}

	record Location(String room) {
	}

	record Batch(int size) {
	}

	record Wrapped(int number) {
	}

	record Answer(int length) {
	}

	record LaterAnswer(String text) {
	}

	record Device(String id) {
	}

	record Tenant(String id) {
	}

}
