package io.github.iotcustomauth.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documentation of the observation of handled messages.
 */
enum IotListenerObservation implements ObservationDocumentation {

	/**
	 * A message is handled: until its listener has returned and its result is complete.
	 */
	LISTENER;

	@Override
	public String getName() {
		return IotListenerObservationConvention.NAME;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return IotListenerObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return new KeyName[] { MessageKey.ERROR_TYPE, MessageKey.CONNECTION, MessageKey.LISTENER_ID,
				MessageKey.DESTINATION_TEMPLATE, MessageKey.OPERATION_NAME, MessageKey.OPERATION_TYPE,
				MessageKey.SYSTEM };
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return new KeyName[] { MessageKey.BODY_SIZE };
	}

}
