package io.github.iotcustomauth.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention for the observation of sent messages. Its methods are those of the default
 * convention. A bean of this type replaces it, and can add to it:
 *
 * <pre class="code">
 * IotTemplateObservationConvention.super.getHighCardinalityKeyValues(context).and("topic", …)
 * </pre>
 */
public interface IotTemplateObservationConvention extends ObservationConvention<IotTemplateObservationContext> {

	/**
	 * Name of the observation.
	 */
	String NAME = "iot.template";

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof IotTemplateObservationContext;
	}

	@Override
	default String getName() {
		return NAME;
	}

	@Override
	default String getContextualName(IotTemplateObservationContext context) {
		String template = context.getDestinationTemplate();
		return (template != null) ? context.getOperation() + " " + template : context.getOperation();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(IotTemplateObservationContext context) {
		return context.keyValues().lowCardinality(context);
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(IotTemplateObservationContext context) {
		return context.keyValues().highCardinality();
	}

}
