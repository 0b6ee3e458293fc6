package io.github.iotcustomauth.internal.transport;

import java.util.Optional;

import io.github.iotcustomauth.IotFailure;

/**
 * One connection that finds out why attempts fail, and presents no credentials to the
 * endpoint.
 */
public interface EndpointProbe extends AutoCloseable {

	/**
	 * Probe. Blocks until the answer or {@link #close}, but for the resolution of names,
	 * which cannot be ended.
	 * @return the reason, if one is found
	 */
	Optional<IotFailure> run();

	/**
	 * End the probe, which may run on another thread. Does not block. Does nothing the
	 * second time.
	 */
	@Override
	void close();

}
