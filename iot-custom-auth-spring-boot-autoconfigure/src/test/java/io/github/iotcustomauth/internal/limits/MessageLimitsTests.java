package io.github.iotcustomauth.internal.limits;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link MessageLimits}.
 */
class MessageLimitsTests {

	private static final String SMILE = "\uD83D\uDE00";

	static Stream<Arguments> sendable() {
		return Stream.of(message("caf\u00E9/\u20AC/\uFFFD", (message) -> message),
				message("a", (message) -> message.payload(SMILE + "\u0000\n")),
				message("a", (message) -> message.contentType("x".repeat(256))),
				message("a", (message) -> message.contentType("\u00E9".repeat(128))),
				message("a", (message) -> message.correlationData(new byte[8 * 1024])),
				message("a", (message) -> message.userProperty("n".repeat(4096), "v".repeat(4096))),
				message("a", (message) -> message.responseTopic("b/c")));
	}

	static Stream<Arguments> refused() {
		return Stream.of(refused("f/" + SMILE, (message) -> message, "Topic 'f/" + SMILE + "'", "U+FFFF", "aws-crt"),
				refused("f/\uD83D", (message) -> message, "Topic", "U+FFFF"),
				refused("f/\n", (message) -> message, "Topic 'f/\\u000A'", "U+000A"),
				refused("f/\u007F", (message) -> message, "Topic", "U+007F"),
				refused("f/\u0085", (message) -> message, "Topic", "U+0085"),
				refused("a", (message) -> message.responseTopic("r/" + SMILE), "Response topic", "U+FFFF"),
				refused("a", (message) -> message.contentType("text/\u0001"), "Content type", "U+0001"),
				refused("a", (message) -> message.contentType("x".repeat(257)), "Content type has 257 bytes", "256"),
				refused("a", (message) -> message.contentType("\u00E9".repeat(129)), "Content type has 258 bytes"),
				refused("a", (message) -> message.correlationData(new byte[8 * 1024 + 1]),
						"correlation data has 8193 bytes", "8192"),
				refused("a", (message) -> message.userProperty("n", "v".repeat(8 * 1024)),
						"user properties has 8193 bytes"),
				refused("a", (message) -> message.userProperty("n" + SMILE, "v"), "Name of a user property"),
				refused("a", (message) -> message.userProperty("n", "secret\r"), "value of the user property 'n'"));
	}

	private static Arguments message(String topic, UnaryOperator<IotMessage.Builder> properties) {
		return Arguments.of(properties.apply(IotMessage.to(topic)).build());
	}

	private static Arguments refused(String topic, UnaryOperator<IotMessage.Builder> properties, String... text) {
		return Arguments.of(properties.apply(IotMessage.to(topic)).build(), text);
	}

	@ParameterizedTest
	@MethodSource("sendable")
	void messageWithinTheLimitsIsAccepted(IotMessage message) {
		assertThatNoException().isThrownBy(() -> MessageLimits.require(message));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void messageBeyondTheLimitsIsRefused(IotMessage message, String[] text) {
		assertThatIllegalArgumentException().isThrownBy(() -> MessageLimits.require(message))
			.withMessageContainingAll(text);
	}

	@Test
	void valuesOfUserPropertiesAreNotShown() {
		IotMessage message = IotMessage.to("a").userProperty("n", "secret\r").build();
		assertThatIllegalArgumentException().isThrownBy(() -> MessageLimits.require(message))
			.withMessageNotContaining("secret");
	}

}
