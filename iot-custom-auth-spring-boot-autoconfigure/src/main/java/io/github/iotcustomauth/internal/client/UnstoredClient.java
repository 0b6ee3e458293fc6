package io.github.iotcustomauth.internal.client;

import io.github.iotcustomauth.client.IotClient;

/**
 * {@link IotClient} that can leave the outbox out.
 */
public interface UnstoredClient extends IotClient {

	/**
	 * A client for messages that the caller keeps until they are acknowledged. It sends
	 * them at once, without the outbox and outside of the present transaction.
	 * @return the client
	 */
	IotClient unstored();

}
