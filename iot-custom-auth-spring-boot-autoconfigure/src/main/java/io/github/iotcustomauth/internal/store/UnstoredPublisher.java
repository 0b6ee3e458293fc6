package io.github.iotcustomauth.internal.store;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * Connection that can leave its store out, for a caller that keeps the message itself.
 */
public interface UnstoredPublisher {

	/**
	 * Publish at once, without the store and outside of the present transaction.
	 * @param message the message
	 * @return the future of the publish
	 */
	CompletableFuture<@Nullable Void> publishUnstored(IotMessage message);

}
