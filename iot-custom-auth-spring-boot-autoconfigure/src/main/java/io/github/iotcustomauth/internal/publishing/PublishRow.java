package io.github.iotcustomauth.internal.publishing;

import io.github.iotcustomauth.IotFailure;

/**
 * Durable copy of a publish. Its methods are called on any thread, with no lock held, and
 * must not block.
 */
public interface PublishRow {

	/**
	 * Remove it: the publish is acknowledged or given up.
	 */
	void remove();

	/**
	 * Keep it with the reason why it is not sent any more.
	 * @param reason why the publish was given up
	 */
	void setAside(IotFailure reason);

	/**
	 * The caller canceled the publish while it did not wait to be sent.
	 */
	void canceled();

}
