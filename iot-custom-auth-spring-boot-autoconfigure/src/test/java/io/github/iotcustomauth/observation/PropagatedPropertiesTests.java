package io.github.iotcustomauth.observation;

import java.util.Map;
import java.util.stream.Collectors;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PropagatedProperties}.
 */
class PropagatedPropertiesTests {

	private static final int LIMIT = 8 * 1024;

	private final IotMessage.Builder message = IotMessage.to("a");

	private void set(String name, String value) {
		new PropagatedProperties(this.message.build()).set(this.message, name, value);
	}

	private Map<String, String> properties() {
		return this.message.build()
			.userProperties()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	@Test
	void addsUserProperties() {
		set("traceparent", "00-1-2-01");
		assertThat(properties()).containsExactly(Map.entry("traceparent", "00-1-2-01"));
	}

	@Test
	void propertyOfTheMessageStays() {
		this.message.userProperty("traceparent", "own");
		set("traceparent", "other");
		assertThat(properties()).containsExactly(Map.entry("traceparent", "own"));
	}

	@Test
	void fillsTheLimitExactly() {
		this.message.userProperty("n", "v".repeat(LIMIT - 1 - 3));
		set("abc", "");
		assertThat(properties()).containsKey("abc");
		assertThatNoException().isThrownBy(() -> MessageLimits.require(this.message.build()));
	}

	@Test
	void leavesOutWhatDoesNotFit() {
		this.message.userProperty("n", "v".repeat(LIMIT - 10));
		PropagatedProperties setter = new PropagatedProperties(this.message.build());
		setter.set(this.message, "traceparent", "00-1-2-01");
		setter.set(this.message, "a", "1");
		setter.set(this.message, "b", "\u20ac\u20ac\u20ac");
		assertThat(properties()).containsOnlyKeys("n", "a");
		assertThatNoException().isThrownBy(() -> MessageLimits.require(this.message.build()));
	}

	@Test
	void leavesOutCharactersThatCannotBeSent() {
		set("baggage", "a\nb");
		set("baggage\0", "a");
		set("baggage", "\uD83D\uDE00");
		assertThat(properties()).isEmpty();
	}

	@Test
	void addsNothingToAMessageThatExceedsTheLimitAnyway() {
		this.message.userProperty("n", "v".repeat(LIMIT + 1));
		set("a", "");
		assertThat(properties()).containsOnlyKeys("n");
	}

}
