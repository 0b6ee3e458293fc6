package io.github.iotcustomauth.internal.listener;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ListenerContainer}.
 */
class ListenerContainerTests {

	private final IotConnection connection = mock(IotConnection.class);

	private final IotSubscription subscription = IotSubscription.to(TopicFilter.of("a")).build((message) -> {
	});

	private final ListenerContainer container = new ListenerContainer(this.connection, this.subscription, true);

	@Test
	void runsWhenItIsGrantedBeforeItLearnsOfAnEarlierRefusal() {
		fail(new IotFailure(Kind.REJECTED, 0x87, "NOT_AUTHORIZED", "check the policy"));
		assertThat(this.container.isRunning()).isTrue();
	}

	@Test
	void doesNotRunWhenTheConnectionDoesNotAskForIt() {
		fail(new IotFailure(Kind.THROTTLED, -1, "TOO_MANY_SUBSCRIPTIONS", "use wildcards"));
		assertThat(this.container.isRunning()).isFalse();
	}

	private void fail(IotFailure failure) {
		CompletableFuture<Void> refused = new CompletableFuture<>();
		given(this.connection.subscribe(this.subscription)).willReturn(refused);
		given(this.connection.getRefusedSubscriptions()).willReturn(Map.of());
		this.container.start();
		refused.completeExceptionally(new IotConnectionException("on purpose", failure));
	}

}
