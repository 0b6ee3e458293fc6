package io.github.iotcustomauth.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention for the observation of handled messages. Its methods are those of the
 * default convention. A bean of this type replaces it, and can add to it.
 */
public interface IotListenerObservationConvention extends ObservationConvention<IotListenerObservationContext> {

	/**
	 * Name of the observation.
	 */
	String NAME = "iot.listener";

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof IotListenerObservationContext;
	}

	@Override
	default String getName() {
		return NAME;
	}

	@Override
	default String getContextualName(IotListenerObservationContext context) {
		return MessageKeyValues.HANDLE.getValue() + " " + context.getDestinationTemplate();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(IotListenerObservationContext context) {
		return context.keyValues().lowCardinality(context);
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(IotListenerObservationContext context) {
		return context.keyValues().highCardinality();
	}

}
