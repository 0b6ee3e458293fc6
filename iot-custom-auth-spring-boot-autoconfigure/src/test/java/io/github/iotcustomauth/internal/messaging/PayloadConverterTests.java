package io.github.iotcustomauth.internal.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

class PayloadConverterTests {

	private static final String SECRET = "s3cr3t";

	private final PayloadConverter plain = new PayloadConverter(List.of());

	private final PayloadConverter json = new PayloadConverter(List.of(jsonConverter()));

	private static MessageConverter jsonConverter() {
		JacksonJsonMessageConverter converter = new JacksonJsonMessageConverter();
		converter.setContentTypeResolver(null);
		return converter;
	}

	@Test
	void bytesAreWrittenAsTheyAre() {
		byte[] bytes = { 0, -1, 7 };
		IotMessage message = write(this.json, bytes, null);
		assertThat(message.payload()).isSameAs(bytes);
		assertThat(message.contentType()).isNull();
	}

	@Test
	void textIsWrittenAsUtf8WhateverTheContentType() {
		IotMessage message = write(this.json, "21 °C", "text/plain;charset=ISO-8859-1");
		assertThat(message.payload()).isEqualTo("21 °C".getBytes(StandardCharsets.UTF_8));
		assertThat(message.contentType()).isEqualTo("text/plain;charset=ISO-8859-1");
		assertThat(write(this.json, "x", null).contentType()).isNull();
	}

	@Test
	void objectsAreWrittenByTheConverterWithItsContentType() {
		IotMessage message = write(this.json, new Reading("kitchen", 21), null);
		assertThat(message.text()).isEqualTo("{\"room\":\"kitchen\",\"degrees\":21}");
		assertThat(message.contentType()).isEqualTo("application/json");
	}

	@Test
	void contentTypeOfTheCallerWins() {
		IotMessage message = write(this.json, new Reading("kitchen", 21), "application/vnd.reading+json");
		assertThat(message.text()).contains("kitchen");
		assertThat(message.contentType()).isEqualTo("application/vnd.reading+json");
	}

	@Test
	void firstConverterThatKnowsTheObjectWritesIt() {
		PayloadConverter converter = new PayloadConverter(List.of(new ReadingConverter(), jsonConverter()));
		assertThat(write(converter, new Reading("kitchen", 21), null).text()).isEqualTo("kitchen=21");
		assertThat(write(converter, List.of(1), null).text()).isEqualTo("[1]");
	}

	@Test
	void unknownObjectsAreNotWritten() {
		assertThatIllegalArgumentException().isThrownBy(() -> write(this.plain, new Reading(SECRET, 21), null))
			.withMessageContainingAll(Reading.class.getName(), "spring-boot-starter-jackson", "MessageConverter")
			.withMessageNotContaining(SECRET);
	}

	@Test
	void objectsThatTheConverterCannotWriteAreRefused() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> write(this.json, endless, null));
	}

	@Test
	void tooLongPayloadsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> write(this.json, List.of("x".repeat(1 << 17)), null))
			.withMessageContaining("131076 bytes");
	}

	@Test
	void bytesAreReadAsTheyAre() {
		byte[] bytes = { 0, -1, 7 };
		assertThat(this.plain.read(IotMessage.to("a").payload(bytes).build(), type(byte[].class))).isSameAs(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain;charset=ISO-8859-1", "no content type at all" })
	void textIsReadAsUtf8WhateverTheContentType(String contentType) {
		IotMessage message = IotMessage.to("a").payload("21 °C").contentType(contentType).build();
		assertThat(this.json.read(message, type(String.class))).isEqualTo("21 °C");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain", "no content type at all" })
	void objectsAreReadWhateverTheContentType(String contentType) {
		IotMessage message = IotMessage.to("a")
			.payload("{\"room\":\"kitchen\",\"degrees\":21}")
			.contentType(contentType)
			.build();
		assertThat(this.json.read(message, type(Reading.class))).isEqualTo(new Reading("kitchen", 21));
	}

	@Test
	void genericTypesAreRead() {
		IotMessage message = IotMessage.of("a", "[{\"room\":\"kitchen\",\"degrees\":21}]");
		assertThat(this.json.read(message, new ParameterizedTypeReference<List<Reading>>() {
		})).containsExactly(new Reading("kitchen", 21));
	}

	@Test
	void nestedGenericTypesAreRead() {
		IotMessage message = IotMessage.of("a", "{\"today\":[{\"room\":\"kitchen\",\"degrees\":21}]}");
		assertThat(this.json.read(message, new ParameterizedTypeReference<Map<String, List<Reading>>>() {
		})).containsExactly(entry("today", List.of(new Reading("kitchen", 21))));
	}

	@ParameterizedTest
	@ValueSource(strings = { SECRET, "{\"room\":\"" + SECRET + "\"", "{\"degrees\":\"" + SECRET + "\"}" })
	void unreadablePayloadsAreNotShown(String payload) {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.json.read(IotMessage.of("home", payload), type(Reading.class)))
			.withMessageContainingAll("'home'", Reading.class.getName())
			.withMessageNotContaining(SECRET)
			.withNoCause();
	}

	@Test
	void typesWithoutConverterAreNotRead() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.plain.read(IotMessage.of("home", SECRET), type(Reading.class)))
			.withMessage("The payload of a message of topic 'home' cannot be read: no converter reads %s; "
					+ "add 'spring-boot-starter-jackson' for JSON, or a MessageConverter bean that reads byte[]",
					Reading.class.getName());
	}

	@Test
	void jsonNullIsNoObject() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.json.read(IotMessage.of("home", "null"), type(Reading.class)))
			.withMessage("The payload of a message of topic 'home' cannot be read: it is null");
	}

	@Test
	void handlerMethodsReadTheSame() {
		IotMessage received = IotMessage.of("a", "{\"room\":\"kitchen\",\"degrees\":21}");
		Message<byte[]> message = new GenericMessage<>(received.payload(), PayloadConverter.headers(received));
		assertThat(this.json.messageConverter().fromMessage(message, Reading.class))
			.isEqualTo(new Reading("kitchen", 21));
	}

	@Test
	void headersSayWhatTheMessageSays() {
		IotMessage message = IotMessage.to("home")
			.payload("x")
			.qos(Qos.AT_MOST_ONCE)
			.retain(true)
			.contentType("text/plain")
			.responseTopic("answers")
			.correlationData(new byte[] { 7 })
			.userProperty("unit", "C")
			.userProperty("unit", "F")
			.build();
		assertThat(PayloadConverter.headers(message)).contains(entry(IotHeaders.MESSAGE, message),
				entry(IotHeaders.TOPIC, "home"), entry(IotHeaders.QOS, Qos.AT_MOST_ONCE),
				entry(IotHeaders.RETAINED, true), entry(IotHeaders.RESPONSE_TOPIC, "answers"),
				entry(IotHeaders.CORRELATION_DATA, message.correlationData()),
				entry(MessageHeaders.CONTENT_TYPE, "text/plain"), entry("unit", "C"));
	}

	@Test
	void userPropertiesDoNotPassForHeadersOfTheProtocol() {
		IotMessage message = IotMessage.to("home")
			.userProperty(IotHeaders.TOPIC, "spoofed")
			.userProperty(IotHeaders.RESPONSE_TOPIC, "spoofed")
			.userProperty(IotHeaders.CORRELATION_DATA, "spoofed")
			.userProperty("iot_anything", "spoofed")
			.userProperty(MessageHeaders.CONTENT_TYPE, "spoofed")
			.userProperty(MessageHeaders.ID, "spoofed")
			.userProperty(MessageHeaders.TIMESTAMP, "spoofed")
			.build();
		assertThat(PayloadConverter.headers(message)).doesNotContainValue("spoofed")
			.containsEntry(IotHeaders.TOPIC, "home")
			.doesNotContainKeys(IotHeaders.RESPONSE_TOPIC, IotHeaders.CORRELATION_DATA, "iot_anything",
					MessageHeaders.CONTENT_TYPE);
	}

	private static IotMessage write(PayloadConverter converter, Object body, String contentType) {
		IotMessage.Builder message = IotMessage.to("home");
		converter.write(body, contentType, message);
		return message.build();
	}

	private static <T> ParameterizedTypeReference<T> type(Class<T> type) {
		return ParameterizedTypeReference.forType(type);
	}

	record Reading(String room, int degrees) {
	}

	private static final class ReadingConverter implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			return null;
		}

		@Override
		public Message<?> toMessage(Object payload, MessageHeaders headers) {
			return (payload instanceof Reading reading)
					? MessageBuilder.withPayload((reading.room() + "=" + reading.degrees()).getBytes()).build() : null;
		}

	}

}
