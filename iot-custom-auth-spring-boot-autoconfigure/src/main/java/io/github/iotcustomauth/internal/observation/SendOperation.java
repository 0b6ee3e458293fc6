package io.github.iotcustomauth.internal.observation;

/**
 * What is done with a message that is sent.
 */
public enum SendOperation {

	/**
	 * A message without an answer.
	 */
	PUBLISH("publish"),

	/**
	 * A message that is answered. The operation ends with the answer.
	 */
	REQUEST("request"),

	/**
	 * What a listener returned.
	 */
	REPLY("reply");

	private final String value;

	SendOperation(String value) {
		this.value = value;
	}

	String value() {
		return this.value;
	}

}
