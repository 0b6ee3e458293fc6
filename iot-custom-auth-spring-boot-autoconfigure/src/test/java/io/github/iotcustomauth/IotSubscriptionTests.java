package io.github.iotcustomauth;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IotSubscription}.
 */
class IotSubscriptionTests {

	@Test
	void subscribesUnlessItIsToldNotTo() {
		IotSubscription subscription = subscription("a");
		assertThat(subscription.subscribe()).isTrue();
		assertThat(subscription.withSubscribe(false).subscribe()).isFalse();
	}

	@Test
	void sharedSubscriptionNeedsASubscribe() {
		IotSubscription shared = subscription("$share/g/a");
		assertThatIllegalArgumentException().isThrownBy(() -> shared.withSubscribe(false))
			.withMessageContaining("needs a SUBSCRIBE");
	}

	@Test
	void keepsItsOtherOptionsWhenOneIsChanged() {
		IotSubscription changed = subscription("a").withQos(Qos.AT_MOST_ONCE)
			.withName("kitchen")
			.withConcurrency(4)
			.withErrorHandler((failed) -> {
			})
			.withIdentifiedBy("id")
			.withSubscribe(false);
		IotSubscription again = changed.withSubscribe(true)
			.withIdentifiedBy("id")
			.withErrorHandler(changed.errorHandler())
			.withConcurrency(4)
			.withName("kitchen")
			.withQos(Qos.AT_MOST_ONCE);
		assertThat(again.withSubscribe(false)).isNotEqualTo(changed).usingRecursiveComparison().isEqualTo(changed);
	}

	@Test
	void isNamedAfterItsFiltersByDefault() {
		assertThat(IotSubscription.of(List.of(TopicFilter.of("a/+"), TopicFilter.of("b")), (message) -> {
		}).name()).isEqualTo("a/+, b");
	}

	private static IotSubscription subscription(String filter) {
		return IotSubscription.of(TopicFilter.of(filter), (message) -> {
		});
	}

}
