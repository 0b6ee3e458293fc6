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
 * @param filters filters to ask for on the live transport
 * @param inbound receiver of the messages
 * @param events receiver of the events; must not block
 */
record Ports(PendingPublishes pending, SessionFilters filters, Inbound inbound, Consumer<ConnectionEvent> events) {

	/**
	 * Receiver of the messages of a transport.
	 */
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
		void connected(boolean sessionPresent);

		/**
		 * Hand out nothing new.
		 * @return a future that completes when the running handlers have returned
		 */
		CompletableFuture<@Nullable Void> pause();

		/**
		 * Hand out messages again.
		 */
		void resume();

	}

}
