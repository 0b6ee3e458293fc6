package io.github.iotcustomauth.benchmarks.storm;

import java.io.IOException;
import java.nio.file.Path;

import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * Simulation of storms, which fills a page of its own.
 */
public final class StormMeasurement implements Measurement {

	private final Path directory;

	/**
	 * Create a measurement.
	 * @param directory the directory of the documentation
	 */
	public StormMeasurement(Path directory) {
		this.directory = directory;
	}

	@Override
	public String name() {
		return "storms";
	}

	@Override
	public void measure(Load load, Results results) throws IOException {
		new StormPage(load.complete()).write(this.directory);
	}

}
