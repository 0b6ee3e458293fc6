package io.github.iotcustomauth.docs;

import io.github.iotcustomauth.observation.IotListenerObservationContext;
import io.github.iotcustomauth.observation.IotListenerObservationConvention;
import io.micrometer.common.KeyValues;

import org.springframework.stereotype.Component;

@Component
class TopicConvention implements IotListenerObservationConvention {

	@Override
	public KeyValues getHighCardinalityKeyValues(IotListenerObservationContext context) {
		return IotListenerObservationConvention.super.getHighCardinalityKeyValues(context)
			.and("messaging.destination.name", context.getMessage().topic());
	}

}
