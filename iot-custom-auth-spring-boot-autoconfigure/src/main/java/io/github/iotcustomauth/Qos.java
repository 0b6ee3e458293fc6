package io.github.iotcustomauth;

/**
 * MQTT quality of service. AWS IoT Core does not support QoS 2.
 */
public enum Qos {

	/**
	 * QoS 0: sent once, never acknowledged, lost with the connection.
	 */
	AT_MOST_ONCE(0),

	/**
	 * QoS 1: sent until it is acknowledged, so that the receiver may see it twice.
	 */
	AT_LEAST_ONCE(1);

	private final int value;

	Qos(int value) {
		this.value = value;
	}

	/**
	 * The value on the wire.
	 * @return {@code 0} or {@code 1}
	 */
	public int value() {
		return this.value;
	}

	/**
	 * The quality of service for a value on the wire.
	 * @param value {@code 0} or {@code 1}
	 * @return the quality of service
	 * @throws IllegalArgumentException if the value is neither, {@code 2} included
	 */
	public static Qos of(int value) {
		return switch (value) {
			case 0 -> AT_MOST_ONCE;
			case 1 -> AT_LEAST_ONCE;
			default ->
				throw new IllegalArgumentException("QoS " + value + " is not supported by AWS IoT Core: use 0 or 1");
		};
	}

}
