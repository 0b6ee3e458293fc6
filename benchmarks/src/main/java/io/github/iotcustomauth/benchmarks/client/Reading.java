package io.github.iotcustomauth.benchmarks.client;

/**
 * Payload of about 200 bytes of JSON.
 *
 * @param device the name of the device
 * @param sequence the number of the message
 * @param sentAt when it was sent, nanoseconds
 * @param celsius the temperature
 * @param humidity the humidity
 * @param location where the device is
 * @param state what it does
 */
public record Reading(String device, long sequence, long sentAt, double celsius, double humidity, String location,
		String state) {

	/**
	 * Create a reading.
	 * @param sequence the number of the message
	 * @param sentAt when it is sent, nanoseconds
	 * @return the reading
	 */
	public static Reading of(long sequence, long sentAt) {
		return new Reading("device-17", sequence, sentAt, 21.5, 0.43, "building 4, floor 2, room 2.17, window side",
				"heating, valve half open");
	}

}
