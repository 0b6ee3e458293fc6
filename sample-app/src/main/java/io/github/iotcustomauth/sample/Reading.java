package io.github.iotcustomauth.sample;

/**
 * What a thermometer says.
 *
 * @param celsius the temperature
 */
record Reading(double celsius) {
}
