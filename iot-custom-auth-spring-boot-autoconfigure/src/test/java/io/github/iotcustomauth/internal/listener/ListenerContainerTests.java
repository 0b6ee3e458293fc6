package io.github.iotcustomauth.internal.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import io.github.iotcustomauth.support.TestSubscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ListenerContainer}.
 */
class ListenerContainerTests {

	private final IotConnection connection = mock(IotConnection.class);

	private final IotSubscription subscription = IotSubscription.of(TopicFilter.of("a"), (message) -> {
	});

	private final ListenerContainer container = new ListenerContainer(this.connection, this.subscription, true);

	@Test
	void runsWhenItIsGrantedBeforeItLearnsOfAnEarlierRefusal() {
		fail(IotFailure.of(FailureReason.NOT_AUTHORIZED, "check the policy"), SubscriptionState.GRANTED);
		assertThat(this.container.isRunning()).isTrue();
	}

	@Test
	void startAsksAgainAfterARefusalThatIsOver() {
		fail(IotFailure.of(FailureReason.NOT_AUTHORIZED), SubscriptionState.GRANTED);
		given(this.connection.subscribe(this.subscription)).willReturn(new TestSubscription(this.subscription,
				CompletableFuture.completedFuture(null), SubscriptionState.GRANTED));
		assertThat(this.container.start()).isCompleted();
	}

	@Test
	void doesNotRunWhileTheServerRefusesIt() {
		fail(IotFailure.of(FailureReason.NOT_AUTHORIZED, "check the policy"), SubscriptionState.REFUSED);
		assertThat(this.container.isRunning()).isFalse();
	}

	@Test
	void doesNotRunWhenTheConnectionDoesNotAcceptIt() {
		fail(IotFailure.of(FailureReason.TOO_MANY_SUBSCRIPTIONS, "use wildcards"), SubscriptionState.ENDED);
		assertThat(this.container.isRunning()).isFalse();
	}

	@Test
	void tellsThatItIsStartedWhileTheConnectionSubscribes() {
		given(this.connection.subscribe(this.subscription))
			.willAnswer((invocation) -> CompletableFuture.supplyAsync(this.container::isStarted)
				.thenApply((started) -> new TestSubscription(this.subscription, new CompletableFuture<>(),
						started ? SubscriptionState.PENDING : SubscriptionState.ENDED))
				.get(10, TimeUnit.SECONDS));
		this.container.start();
		assertThat(this.container.isRunning()).isTrue();
	}

	private void fail(IotFailure failure, SubscriptionState state) {
		CompletableFuture<Void> refused = new CompletableFuture<>();
		given(this.connection.subscribe(this.subscription))
			.willReturn(new TestSubscription(this.subscription, refused, state));
		this.container.start();
		refused.completeExceptionally(new IotConnectionException("on purpose", failure));
	}

}
