package io.github.iotcustomauth.observation;

import io.micrometer.common.docs.KeyName;

/**
 * Keys of the observations of messages.
 */
enum MessageKey implements KeyName {

	ERROR_TYPE("error.type"),

	CONNECTION("iot.connection"),

	LISTENER_ID("iot.listener.id"),

	DESTINATION_TEMPLATE("messaging.destination.template"),

	OPERATION_NAME("messaging.operation.name"),

	OPERATION_TYPE("messaging.operation.type"),

	SYSTEM("messaging.system"),

	BODY_SIZE("messaging.message.body.size");

	private final String key;

	MessageKey(String key) {
		this.key = key;
	}

	@Override
	public String asString() {
		return this.key;
	}

}
