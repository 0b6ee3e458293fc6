package io.github.iotcustomauth.observation;

import io.github.iotcustomauth.IotMessage;
import io.micrometer.observation.transport.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IotListenerObservationContext}.
 */
class IotListenerObservationContextTests {

	private static IotListenerObservationContext context(IotMessage.Builder message) {
		return new IotListenerObservationContext("default", "rooms.handle", "rooms/{room}", message.build());
	}

	@Test
	void readsUserProperties() {
		IotListenerObservationContext context = context(IotMessage.to("rooms/kitchen")
			.userProperty("baggage", "a=1")
			.userProperty("traceparent", "00-1-2-01")
			.userProperty("baggage", "b=2"));
		assertThat(context.getKind()).isEqualTo(Kind.CONSUMER);
		assertThat(context.getGetter().get(context.getCarrier(), "traceparent")).isEqualTo("00-1-2-01");
		assertThat(context.getGetter().get(context.getCarrier(), "tracestate")).isNull();
		assertThat(context.getGetter().getAll(context.getCarrier(), "baggage")).containsExactly("a=1", "b=2");
	}

	@Test
	void retainedMessageContinuesNoTrace() {
		IotListenerObservationContext context = context(
				IotMessage.to("rooms/kitchen").retain(true).userProperty("traceparent", "00-1-2-01"));
		assertThat(context.getGetter().get(context.getCarrier(), "traceparent")).isNull();
	}

}
