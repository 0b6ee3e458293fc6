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
		return LowCardinality.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	enum LowCardinality implements KeyName {

		ERROR_TYPE("error.type"),

		CONNECTION("iot.connection"),

		LISTENER_ID("iot.listener.id"),

		DESTINATION_TEMPLATE("messaging.destination.template"),

		OPERATION_NAME("messaging.operation.name"),

		OPERATION_TYPE("messaging.operation.type"),

		SYSTEM("messaging.system");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	enum HighCardinality implements KeyName {

		BODY_SIZE("messaging.message.body.size");

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
