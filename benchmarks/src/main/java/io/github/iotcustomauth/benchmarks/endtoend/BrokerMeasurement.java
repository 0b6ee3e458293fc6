package io.github.iotcustomauth.benchmarks.endtoend;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * Measurement with mosquitto, skipped where that is not installed.
 */
public abstract class BrokerMeasurement implements Measurement {

	private final String name;

	private final Servers servers;

	protected BrokerMeasurement(String name, Servers servers) {
		this.name = name;
		this.servers = servers;
	}

	@Override
	public final String name() {
		return this.name;
	}

	final Servers servers() {
		return this.servers;
	}

	@Override
	public final void measure(Load load, Results results) throws Exception {
		Address broker = this.servers.mosquitto();
		if (broker == null) {
			results.skip("'" + this.name + "' needs mosquitto, which " + this.servers.whyWithoutMosquitto() + ".");
			return;
		}
		measure(broker, load, results);
	}

	/**
	 * Measure with the broker.
	 * @param broker its address
	 * @param load the amount of work
	 * @param results gets the figures
	 * @throws Exception if it fails
	 */
	protected abstract void measure(Address broker, Load load, Results results) throws Exception;

}
