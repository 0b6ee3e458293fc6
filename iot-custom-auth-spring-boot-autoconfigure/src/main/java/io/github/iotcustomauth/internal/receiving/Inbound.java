package io.github.iotcustomauth.internal.receiving;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * Receiver of the messages of a transport.
 */
public interface Inbound {

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
	 * The connection is about to be ended on this side: until the next one is connected,
	 * acknowledgments do not wait for those of earlier messages. To be called before its
	 * transport is closed.
	 */
	void acknowledgeAtOnce();

	/**
	 * Hand out nothing new, and acknowledge at once.
	 * @return a future that completes when the running handlers have returned
	 */
	CompletableFuture<@Nullable Void> pause();

	/**
	 * Hand out messages again.
	 */
	void resume();

}
