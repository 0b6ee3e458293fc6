package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.client.DefaultIotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.GenericMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class IotMessagingAutoConfigurationTests {

	private static final JsonMapper SNAKE_CASE = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.build();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withBean(FakeTransportFactory.class, FakeTransportFactory::accepting)
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.client-id=device-7");

	@Test
	void clientAndConverterAreThere() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(IotClient.class)
				.hasBean("iotCustomAuthClient")
				.hasSingleBean(PayloadConverter.class)
				.hasBean("iotCustomAuthPayloadConverter")
				.doesNotHaveBean(MessageConverter.class)
				.doesNotHaveBean(JsonMapper.class);
			assertThatNoException().isThrownBy(
					() -> context.getBean(IotClient.class).to("a").body("x").sendAndWait(Duration.ofMinutes(1)));
		});
	}

	@Test
	void backsOffWithoutConnection() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IotClient.class)
				.doesNotHaveBean(PayloadConverter.class));
	}

	@Test
	void usesTheConnectionOfTheApplication() {
		this.contextRunner.withBean(IotConnection.class, () -> mock(IotConnection.class))
			.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(IotClient.class));
	}

	@Test
	void doesNotChooseBetweenConnections() {
		this.contextRunner.withBean("first", IotConnection.class, () -> mock(IotConnection.class))
			.withBean("second", IotConnection.class, () -> mock(IotConnection.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PayloadConverter.class)
				.doesNotHaveBean(IotClient.class));
	}

	@Test
	void backsOffForTheClientOfTheApplication() {
		IotClient client = mock(IotClient.class);
		this.contextRunner.withBean(IotClient.class, () -> client)
			.run((context) -> assertThat(context).getBean(IotClient.class).isSameAs(client));
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void backsOffForTheConverterOfTheApplication(boolean jackson) {
		PayloadConverter converter = new PayloadConverter(List.of());
		this.contextRunner.withBean(PayloadConverter.class, () -> converter)
			.withClassLoader(jackson ? getClass().getClassLoader() : new FilteredClassLoader("tools.jackson"))
			.run((context) -> {
				assertThat(context).getBean(PayloadConverter.class).isSameAs(converter);
				assertThat(context.getBean(DefaultIotClient.class)).hasFieldOrPropertyWithValue("converter", converter);
			});
	}

	@Test
	void objectsAreJson() {
		this.contextRunner.run((context) -> {
			assertThat(write(context)).isEqualTo("{\"roomName\":\"kitchen\"}");
			assertThat(read(context, "text/plain")).isEqualTo(new Reading("kitchen"));
			assertThat(read(context, null)).isEqualTo(new Reading("kitchen"));
		});
	}

	@Test
	void usesTheMapperOfTheApplication() {
		this.contextRunner
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> assertThat(write(context)).isEqualTo("{\"room_name\":\"kitchen\"}"));
	}

	@Test
	void usesTheMapperOfSpringBoot() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(write(context)).isEqualTo("{\"room_name\":\"kitchen\"}"));
	}

	@Test
	void usesTheMapperWithTheNameOfSpringBootsAmongSeveral(CapturedOutput output) {
		this.contextRunner.withBean("jsonMapper", JsonMapper.class, () -> SNAKE_CASE)
			.withBean("other", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(write(context)).isEqualTo("{\"room_name\":\"kitchen\"}"));
		assertThat(output).doesNotContain("several JsonMapper beans");
	}

	@Test
	void saysThatItCannotChooseBetweenMappers(CapturedOutput output) {
		this.contextRunner.withBean("one", JsonMapper.class, () -> SNAKE_CASE)
			.withBean("two", JsonMapper.class, () -> SNAKE_CASE)
			.run((context) -> assertThat(write(context)).isEqualTo("{\"roomName\":\"kitchen\"}"));
		assertThat(output).containsOnlyOnce("There are several JsonMapper beans and none of them is primary");
	}

	@ParameterizedTest
	@ValueSource(classes = { SimpleMessageConverter.class, GenericMessageConverter.class,
			ByteArrayMessageConverter.class, StringMessageConverter.class, FailingConverter.class })
	void converterOfAnotherProjectLeavesTextAndBytesAlone(Class<? extends MessageConverter> type) {
		this.contextRunner.withBean("foreign", type).run((context) -> {
			PayloadConverter converter = context.getBean(PayloadConverter.class);
			byte[] bytes = { 1, (byte) 0xFF };
			assertThat(write(context, "grün").text()).isEqualTo("grün");
			assertThat(write(context, bytes).payload()).isEqualTo(bytes);
			IotMessage message = IotMessage.to("a").payload("grün").contentType("application/json").build();
			assertThat(converter.read(message, ParameterizedTypeReference.<String>forType(String.class)))
				.isEqualTo("grün");
			assertThat(converter.read(message, ParameterizedTypeReference.<byte[]>forType(byte[].class)))
				.isEqualTo(message.payload());
			assertThat(converter.messageConverter()
				.fromMessage(new GenericMessage<>(message.payload(), PayloadConverter.headers(message)), String.class))
				.isEqualTo("grün");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { SimpleMessageConverter.class, GenericMessageConverter.class,
			ByteArrayMessageConverter.class, StringMessageConverter.class })
	void converterOfAnotherProjectLeavesJsonAlone(Class<? extends MessageConverter> type) {
		this.contextRunner.withBean("foreign", type).run((context) -> {
			assertThat(write(context)).isEqualTo("{\"roomName\":\"kitchen\"}");
			assertThat(read(context, null)).isEqualTo(new Reading("kitchen"));
		});
	}

	@Test
	void worksWithoutJackson() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("tools.jackson")).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(IotClient.class).hasSingleBean(PayloadConverter.class);
			assertThatIllegalArgumentException().isThrownBy(() -> write(context))
				.withMessageContaining("spring-boot-starter-jackson");
		});
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void convertersOfTheApplicationComeFirstAndInTheirOrder(boolean jackson) {
		this.contextRunner.withUserConfiguration(ConverterConfiguration.class)
			.withClassLoader(jackson ? getClass().getClassLoader() : new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(write(context)).isEqualTo("first"));
	}

	@Test
	void mapsTheDefaults() {
		this.contextRunner.run((context) -> assertThat(context.getBean(IotClient.class))
			.hasFieldOrPropertyWithValue("requestTimeout", Duration.ofSeconds(30))
			.extracting("requests.replies.configuredTopic")
			.isNull());
	}

	@Test
	void mapsEveryProperty() {
		this.contextRunner
			.withPropertyValues("aws.iot.custom-auth.request.timeout=7s",
					"aws.iot.custom-auth.request.reply-topic=answers/7")
			.run((context) -> assertThat(context.getBean(IotClient.class))
				.hasFieldOrPropertyWithValue("requestTimeout", Duration.ofSeconds(7))
				.extracting("requests.replies.configuredTopic")
				.isEqualTo("answers/7"));
	}

	@Test
	void takesAnEmptyReplyTopicForNone() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.request.reply-topic=")
			.run((context) -> assertThat(context.getBean(IotClient.class))
				.extracting("requests.replies.configuredTopic")
				.isNull());
	}

	private static String write(ApplicationContext context) {
		return write(context, new Reading("kitchen")).text();
	}

	private static IotMessage write(ApplicationContext context, Object body) {
		IotMessage.Builder message = IotMessage.to("a");
		context.getBean(PayloadConverter.class).write(body, null, message);
		return message.build();
	}

	private static Reading read(ApplicationContext context, String contentType) {
		return context.getBean(PayloadConverter.class)
			.read(IotMessage.to("a").payload("{\"roomName\":\"kitchen\"}").contentType(contentType).build(),
					ParameterizedTypeReference.<Reading>forType(Reading.class));
	}

	record Reading(String roomName) {
	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterConfiguration {

		@Bean
		@Order(2)
		MessageConverter second() {
			return new FixedConverter("second");
		}

		@Bean
		@Order(1)
		MessageConverter first() {
			return new FixedConverter("first");
		}

	}

	static class FailingConverter implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			throw new MessageConversionException("not a message of mine");
		}

		@Override
		public Message<?> toMessage(Object payload, MessageHeaders headers) {
			throw new MessageConversionException("not a message of mine");
		}

	}

	private record FixedConverter(String text) implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			return null;
		}

		@Override
		public Message<?> toMessage(Object payload, MessageHeaders headers) {
			return MessageBuilder.createMessage(this.text.getBytes(), new MessageHeaders(Map.of()));
		}

	}

}
