package io.github.iotcustomauth.support;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;

/**
 * Handle of a subscription of a mocked connection.
 *
 * @param getSubscription what was subscribed to
 * @param getGranted the answer of the server
 * @param getState the state
 */
public record TestSubscription(IotSubscription getSubscription, CompletableFuture<Void> getGranted,
		State getState) implements ActiveSubscription {
}
