package io.github.iotcustomauth.internal.store.jdbc;

import java.util.Map;

import io.github.iotcustomauth.IotMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MessageProperties}.
 */
class MessagePropertiesTests {

	@Test
	void messageWithoutPropertiesIsEmptyText() {
		IotMessage message = IotMessage.of("a", "1");
		assertThat(MessageProperties.encode(message)).isEmpty();
		assertThat(decode("")).satisfies((decoded) -> {
			assertThat(decoded.contentType()).isNull();
			assertThat(decoded.responseTopic()).isNull();
			assertThat(decoded.correlationData()).isNull();
			assertThat(decoded.userProperties()).isEmpty();
		});
	}

	@Test
	void everyPropertyComesBack() {
		IotMessage message = IotMessage.to("a")
			.contentType("text/plain; charset=utf-8")
			.responseTopic("answers/äöü")
			.correlationData(new byte[] { 0, -1, '&', '=' })
			.userProperty("a&b=c", "1 + 1 = 2 & 100%")
			.userProperty("a&b=c", "")
			.userProperty("", "no name")
			.userProperty("content-type", "a user's")
			.build();
		IotMessage decoded = decode(MessageProperties.encode(message));
		assertThat(decoded.contentType()).isEqualTo("text/plain; charset=utf-8");
		assertThat(decoded.responseTopic()).isEqualTo("answers/äöü");
		assertThat(decoded.correlationData()).containsExactly(0, -1, '&', '=');
		assertThat(decoded.userProperties()).containsExactly(Map.entry("a&b=c", "1 + 1 = 2 & 100%"),
				Map.entry("a&b=c", ""), Map.entry("", "no name"), Map.entry("content-type", "a user's"));
	}

	@Test
	void emptyOnesAreNotTheSameAsNone() {
		IotMessage decoded = decode(
				MessageProperties.encode(IotMessage.to("a").contentType("").correlationData(new byte[0]).build()));
		assertThat(decoded.contentType()).isEmpty();
		assertThat(decoded.correlationData()).isEmpty();
	}

	@Test
	void textOfSomethingElseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> decode("colour=red"))
			.withMessage("Unknown property 'colour'");
		assertThatIllegalArgumentException().isThrownBy(() -> decode("colour")).withMessageContaining("'colour'");
	}

	private static IotMessage decode(String text) {
		IotMessage.Builder message = IotMessage.to("a");
		MessageProperties.decode(text, message);
		return message.build();
	}

}
