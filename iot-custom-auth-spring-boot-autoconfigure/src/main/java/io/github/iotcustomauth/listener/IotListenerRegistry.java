package io.github.iotcustomauth.listener;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Registry of the {@link IotListener @IotListener} methods of an application context, to
 * start and stop them individually. Thread-safe.
 */
public interface IotListenerRegistry {

	/**
	 * Return the ids of all listeners.
	 * @return the ids, in alphabetical order
	 */
	Set<String> getListenerIds();

	/**
	 * Return whether a listener receives messages.
	 * @param id the id of the listener
	 * @return {@code true} if it has been started, its subscription is not refused at
	 * present, and it has not been stopped since
	 * @throws IllegalArgumentException if there is no such listener
	 */
	boolean isRunning(String id);

	/**
	 * Start a listener. If the server has refused its subscription, it is requested again
	 * now; without this call it is requested again on a schedule.
	 * @param id the id of the listener
	 * @return a future that completes when the server has granted the subscription, on
	 * the next connection if there is none now, and fails with an
	 * {@link io.github.iotcustomauth.IotConnectionException} when the server refuses it
	 * @throws IllegalArgumentException if there is no such listener
	 */
	CompletableFuture<@Nullable Void> start(String id);

	/**
	 * Stop a listener. Messages that arrive before the server has removed its
	 * subscription are still handled.
	 * @param id the id of the listener
	 * @return a future that completes when the server has removed the subscription, and
	 * immediately if there is no connection
	 * @throws IllegalArgumentException if there is no such listener
	 */
	CompletableFuture<@Nullable Void> stop(String id);

}
