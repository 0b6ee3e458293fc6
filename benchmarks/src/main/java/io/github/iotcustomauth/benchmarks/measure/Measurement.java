package io.github.iotcustomauth.benchmarks.measure;

/**
 * Part of a run that can be asked for by name.
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

}
