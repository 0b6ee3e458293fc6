package io.github.iotcustomauth.observation;

import io.github.iotcustomauth.IotConnectionException;
import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Values that the observations have in common.
 */
final class Values {

	static final String REMOTE_SERVICE = "AWS IoT Core";

	static final String SYSTEM = "mqtt";

	static final String HANDLE = "handle";

	private Values() {
	}

	/**
	 * Make a key value.
	 * @param name the key
	 * @param value the value, which a mock of a test may not have
	 * @return the key value
	 */
	static KeyValue of(KeyName name, @Nullable String value) {
		return name.withValue((value != null) ? value : KeyValue.NONE_VALUE);
	}

	/**
	 * Why an observation failed.
	 * @param context its context
	 * @return the reason of a failure of the connection, else the class of the exception,
	 * or {@code none}
	 */
	static String errorType(Observation.Context context) {
		Throwable error = context.getError();
		if (error instanceof IotConnectionException failed) {
			return failed.getFailure().reason().name();
		}
		return (error != null) ? error.getClass().getName() : KeyValue.NONE_VALUE;
	}

}
