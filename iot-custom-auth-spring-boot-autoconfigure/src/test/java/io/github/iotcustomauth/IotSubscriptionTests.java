package io.github.iotcustomauth;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IotSubscription}.
 */
class IotSubscriptionTests {

	@Test
	void subscribesUnlessItIsToldNotTo() {
		assertThat(builder("a").build(IotSubscriptionTests::ignore).subscribe()).isTrue();
		assertThat(builder("a").subscribe(false).build(IotSubscriptionTests::ignore).subscribe()).isFalse();
	}

	@Test
	void sharedSubscriptionNeedsASubscribe() {
		IotSubscription.Builder shared = builder("$share/g/a").subscribe(false);
		assertThatIllegalArgumentException().isThrownBy(() -> shared.build(IotSubscriptionTests::ignore))
			.withMessageContaining("needs a SUBSCRIBE");
	}

	private static IotSubscription.Builder builder(String filter) {
		return IotSubscription.to(TopicFilter.of(filter));
	}

	private static void ignore(IotMessage message) {
	}

}
