package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.iotcustomauth.ConnectionEvent;
import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a connection that the loop informs about its transports. All of them outlive a
 * transport.
 *
 * @param pending publishes to send on the live transport
 * @param subscriptions filters to ask for on the live transport
 * @param inbound receiver of the messages
 * @param quarantine suspects that may have made the server hang up
 * @param events receiver of the events; must not block
 */
record Ports(PendingPublishes pending, Subscriptions subscriptions, Inbound inbound, Quarantine quarantine,
		Consumer<ConnectionEvent> events) {

	/**
	 * Receiver of the messages of a transport.
	 */
	@FunctionalInterface
	interface Inbound {

		/**
		 * Take a message, on an event-loop thread.
		 * @param message the message
		 * @param acknowledgement to be run when it has been handled
		 */
		void accept(IotMessage message, Runnable acknowledgement);

		/**
		 * A new transport is connected. Called on its event-loop thread, before its first
		 * message.
		 * @param sessionPresent whether the server kept the session
		 */
		default void connected(boolean sessionPresent) {
		}

		/**
		 * Hand out nothing new.
		 * @return a future that completes when the running handlers have returned
		 */
		default CompletableFuture<@Nullable Void> pause() {
			return CompletableFuture.completedFuture(null);
		}

		/**
		 * Hand out messages again.
		 */
		default void resume() {
		}

	}

	/**
	 * Search for what makes the server hang up, on the engine.
	 */
	interface Quarantine {

		/**
		 * No search.
		 */
		Quarantine NONE = (byServer) -> false;

		/**
		 * A connection was established.
		 */
		default void connected() {
		}

		/**
		 * A connection ended. Called before the other parts are detached from it.
		 * @param byServer whether the server ended it, which is evidence
		 * @return whether a suspect was on trial, so that the next attempt must not wait
		 */
		boolean ended(boolean byServer);

	}

}
