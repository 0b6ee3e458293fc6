package io.github.iotcustomauth.benchmarks.endtoend;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * Measurement with mosquitto, skipped where that is not installed.
 */
abstract class BrokerMeasurement implements Measurement {

	private final String name;

	private final Servers servers;

	BrokerMeasurement(String name, Servers servers) {
		this.name = name;
		this.servers = servers;
	}

	@Override
	public final String name() {
		return this.name;
	}

	Servers servers() {
		return this.servers;
	}

	@Override
	public final void measure(Load load, Results results) throws Exception {
		Address broker = this.servers.mosquitto();
		if (broker == null) {
			results.skip("'" + this.name + "' is not measured because mosquitto is not installed.");
			return;
		}
		measure(broker, load, results);
	}

	abstract void measure(Address broker, Load load, Results results) throws Exception;

}
