package io.github.iotcustomauth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link IotMessage} and {@link Topics}.
 */
class IotMessageTests {

	@Test
	void isShownInPrintableForm() {
		assertThat(IotMessage.of("a\n\u202Eb", "")).asString().startsWith("IotMessage[topic=a\\u000A\\u202Eb,");
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a\n" + "/".repeat(8)))
			.withMessageContaining("'a\\u000A////////'");
	}

	@Test
	void textIsUtf8() {
		IotMessage message = IotMessage.of("home/temperature", "21 °C");
		assertThat(message.payload()).isEqualTo("21 °C".getBytes(StandardCharsets.UTF_8));
		assertThat(message.text()).isEqualTo("21 °C");
	}

	@Test
	void defaults() {
		IotMessage message = IotMessage.to("home").build();
		assertThat(message.topic()).isEqualTo("home");
		assertThat(message.payload()).isEmpty();
		assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(message.retain()).isFalse();
		assertThat(message.contentType()).isNull();
		assertThat(message.responseTopic()).isNull();
		assertThat(message.correlationData()).isNull();
		assertThat(message.expiry()).isNull();
		assertThat(message.userProperties()).isEmpty();
	}

	@Test
	void everythingThatIsSetIsThere() {
		byte[] correlationData = { 0, 1, -1 };
		IotMessage message = IotMessage.to("home")
			.payload("on")
			.qos(Qos.AT_MOST_ONCE)
			.retain(true)
			.contentType("text/plain")
			.responseTopic("home/answer")
			.correlationData(correlationData)
			.expiry(Duration.ofMinutes(1))
			.userProperty("unit", "C")
			.userProperty("unit", "F")
			.build();
		assertThat(message.qos()).isEqualTo(Qos.AT_MOST_ONCE);
		assertThat(message.retain()).isTrue();
		assertThat(message.contentType()).isEqualTo("text/plain");
		assertThat(message.responseTopic()).isEqualTo("home/answer");
		assertThat(message.correlationData()).isEqualTo(correlationData);
		assertThat(message.expiry()).isEqualTo(Duration.ofMinutes(1));
		assertThat(message.userProperties()).containsExactly(Map.entry("unit", "C"), Map.entry("unit", "F"));
	}

	@Test
	void aBuiltMessageDoesNotChangeWithItsBuilder() {
		IotMessage.Builder builder = IotMessage.to("home").userProperty("a", "1");
		IotMessage message = builder.build();
		builder.userProperty("b", "2").payload("later");
		assertThat(message.userProperties()).hasSize(1);
		assertThat(message.text()).isEmpty();
		assertThatThrownBy(() -> message.userProperties().clear()).isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void namedWithoutItsPayload() {
		assertThat(IotMessage.of("home", "the payload")).asString()
			.contains("home", "bytes=11", "qos=1")
			.doesNotContain("the payload");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "//", "a/", " ", "1/2/3/4/5/6/7/8", "$aws/things/pump/shadow/get", "héimat",
			"$aws/rules", "$aws/rules/rule/1/2/3/4/5/6/7/8" })
	void validTopics(String topic) {
		assertThat(IotMessage.to(topic).build().topic()).isEqualTo(topic);
		assertThat(IotMessage.to("a").responseTopic(topic).build().responseTopic()).isEqualTo(topic);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "+", "#", "a/+", "a/#", "a+b", "a#b", "a\u0000b", "1/2/3/4/5/6/7/8/9",
			"$aws/rules/rule/1/2/3/4/5/6/7/8/9", "$aws/rulesets/1/2/3/4/5/6/7/8" })
	void invalidTopics(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to(topic)).withMessageStartingWith("Topic");
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a").responseTopic(topic));
	}

	@Test
	void bytesOfTheTopicAreLimitedAndNotCharacters() {
		assertThat(IotMessage.to("é".repeat(128)).build().topic()).hasSize(128);
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("é".repeat(128) + "a"))
			.withMessageContaining("256 bytes");
	}

	@Test
	void prefixOfBasicIngestIsNotCounted() {
		assertThat(IotMessage.to("$aws/rules/rule/" + "a".repeat(256)).build().topic()).hasSize(272);
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("$aws/rules/rule/" + "a".repeat(257)))
			.withMessageContaining("256 bytes");
	}

	@Test
	void payloadIsLimited() {
		assertThat(IotMessage.to("a").payload(new byte[131_072]).build().payload()).hasSize(131_072);
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a").payload(new byte[131_073]))
			.withMessageContaining("131073")
			.withMessageContaining("'a'");
	}

	@Test
	void expiryIsLimited() {
		assertThat(IotMessage.to("a").expiry(Duration.ofSeconds(1)).build().expiry()).hasSeconds(1);
		assertThat(IotMessage.to("a").expiry(Duration.ofDays(7)).build().expiry()).hasDays(7);
		assertThat(IotMessage.to("a").expiry(null).build().expiry()).isNull();
		for (Duration expiry : new Duration[] { Duration.ZERO, Duration.ofMillis(999), Duration.ofSeconds(-1),
				Duration.ofDays(7).plusSeconds(1), Duration.ofDays(8) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a").expiry(expiry))
				.withMessageContaining("'expiry'");
		}
	}

	@Test
	void userPropertyNeedsNameAndValue() {
		assertThat(IotMessage.to("a").userProperty("", "").build().userProperties()).containsExactly(Map.entry("", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a").userProperty(null, "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> IotMessage.to("a").userProperty("a", null));
	}

	@Test
	void qosOfTheWire() {
		assertThat(Qos.of(0)).isEqualTo(Qos.AT_MOST_ONCE);
		assertThat(Qos.of(1)).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(Qos.AT_MOST_ONCE.value()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> Qos.of(2)).withMessageContaining("QoS 2");
		assertThatIllegalArgumentException().isThrownBy(() -> Qos.of(-1));
	}

}
