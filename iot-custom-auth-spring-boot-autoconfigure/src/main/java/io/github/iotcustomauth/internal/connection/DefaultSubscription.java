package io.github.iotcustomauth.internal.connection;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link ActiveSubscription}.
 *
 * @param getSubscription what was subscribed to
 * @param getGranted the answer of the server
 * @param filters knows the state
 */
record DefaultSubscription(IotSubscription getSubscription, CompletableFuture<@Nullable Void> getGranted,
		SessionFilters filters) implements ActiveSubscription {

	@Override
	public State getState() {
		State state = this.filters.state(this.getSubscription);
		return (state == State.ENDED && !this.getGranted.isDone()) ? State.PENDING : state;
	}

}
