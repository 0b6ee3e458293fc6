package io.github.iotcustomauth.observation;

import io.github.iotcustomauth.IotConnectionException;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Key values of the default conventions for one message. Micrometer asks a convention for
 * them at the start of an observation and again at its end, when only the error can be
 * new.
 *
 * @param lowCardinality those of low cardinality, without an error
 * @param highCardinality those of high cardinality
 */
record MessageKeyValues(KeyValues lowCardinality, KeyValues highCardinality) {

	static final String REMOTE_SERVICE = "AWS IoT Core";

	static final KeyValue NO_ERROR = MessageKey.ERROR_TYPE.withValue(KeyValue.NONE_VALUE);

	static final KeyValue HANDLE = MessageKey.OPERATION_NAME.withValue("handle");

	static final KeyValue PROCESS = MessageKey.OPERATION_TYPE.withValue("process");

	static final KeyValue SEND = MessageKey.OPERATION_TYPE.withValue("send");

	static final KeyValue SYSTEM = MessageKey.SYSTEM.withValue("mqtt");

	/**
	 * Make a key value.
	 * @param name the key
	 * @param value the value, which a mock of a test may not have
	 * @return the key value
	 */
	static KeyValue of(KeyName name, @Nullable String value) {
		return name.withValue((value != null) ? value : KeyValue.NONE_VALUE);
	}

	static KeyValues bodySize(byte[] payload) {
		return KeyValues.of(MessageKey.BODY_SIZE.withValue(Integer.toString(payload.length)));
	}

	KeyValues lowCardinality(Observation.Context context) {
		Throwable error = context.getError();
		return (error != null) ? this.lowCardinality.and(MessageKey.ERROR_TYPE.withValue(errorType(error)))
				: this.lowCardinality;
	}

	// the reason of a failure of the connection, else the class of the exception
	private static String errorType(Throwable error) {
		return (error instanceof IotConnectionException failed) ? failed.getFailure().reason().name()
				: error.getClass().getName();
	}

}
