package io.github.iotcustomauth.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documentation of the observation of sent messages.
 */
enum IotTemplateObservation implements ObservationDocumentation {

	/**
	 * A message is sent: from the call until its future completes.
	 */
	TEMPLATE;

	@Override
	public String getName() {
		return IotTemplateObservationConvention.NAME;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return IotTemplateObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return new KeyName[] { MessageKey.ERROR_TYPE, MessageKey.CONNECTION, MessageKey.DESTINATION_TEMPLATE,
				MessageKey.OPERATION_NAME, MessageKey.OPERATION_TYPE, MessageKey.SYSTEM };
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return new KeyName[] { MessageKey.BODY_SIZE };
	}

}
