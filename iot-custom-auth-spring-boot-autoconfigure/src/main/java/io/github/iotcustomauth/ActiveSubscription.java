package io.github.iotcustomauth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Handle of a subscription, from {@link IotConnection#subscribe(IotSubscription)} to
 * {@link IotConnection#unsubscribe(ActiveSubscription)}. Thread-safe.
 */
public interface ActiveSubscription {

	/**
	 * Return what was subscribed to.
	 * @return the subscription
	 */
	IotSubscription getSubscription();

	/**
	 * Return the answer of the server.
	 * @return a future that completes when the server has granted all filters, on the
	 * next connection if there is none now. It fails with an
	 * {@link IotConnectionException} when the server refuses one of them, which is still
	 * requested again (see {@link IotConnection#getRefusedSubscriptions()}), when the
	 * connection has no room for more subscriptions, and when the subscription or the
	 * connection ends before. See {@link IotConnection} about threads
	 */
	CompletableFuture<@Nullable Void> getGranted();

	/**
	 * Return whether messages arrive: the connection is established, and the server has
	 * granted all filters or needs no SUBSCRIBE for them. Never blocks.
	 * @return whether the subscription is active
	 */
	boolean isActive();

	/**
	 * Return the filters that the server refuses at present. Never blocks.
	 * @return the refusals and when the next attempts start, by filter
	 */
	Map<TopicFilter, RefusedSubscription> getRefused();

	/**
	 * Return whether the subscription is over: it was unsubscribed, or the connection has
	 * not accepted it. Never blocks.
	 * @return whether it has ended
	 */
	boolean isEnded();

}
