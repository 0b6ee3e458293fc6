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
		return Values.HANDLE + " " + context.getDestinationTemplate();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(IotListenerObservationContext context) {
		// in their order, so that they need not be sorted
		return KeyValues.of(MessageKey.ERROR_TYPE.withValue(Values.errorType(context)),
				Values.of(MessageKey.CONNECTION, context.getConnectionName()),
				Values.of(MessageKey.LISTENER_ID, context.getListenerId()),
				Values.of(MessageKey.DESTINATION_TEMPLATE, context.getDestinationTemplate()),
				MessageKey.OPERATION_NAME.withValue(Values.HANDLE), MessageKey.OPERATION_TYPE.withValue("process"),
				MessageKey.SYSTEM.withValue(Values.SYSTEM));
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(IotListenerObservationContext context) {
		return KeyValues.of(MessageKey.BODY_SIZE.withValue(Integer.toString(context.getMessage().payload().length)));
	}

}
