package io.github.iotcustomauth.benchmarks.measure;

import java.time.Duration;

/**
 * Section of a run that can be asked for by name.
 */
public interface Measurement {

	/**
	 * The name on the command line.
	 * @return the name
	 */
	String name();

	/**
	 * Measure.
	 * @param load the amount of work
	 * @param results gets the figures
	 * @throws Exception if it fails
	 */
	void measure(Load load, Results results) throws Exception;

	/**
	 * How long it may take with the full load, before it is ended and the run goes on.
	 * @return the limit
	 */
	default Duration limit() {
		return Duration.ofMinutes(5);
	}

}
