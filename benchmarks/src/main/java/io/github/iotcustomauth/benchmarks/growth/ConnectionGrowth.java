package io.github.iotcustomauth.benchmarks.growth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.endtoend.BrokerMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * Memory, threads and CPU of 1 to 500 connections in one JVM.
 */
public final class ConnectionGrowth extends BrokerMeasurement {

	private static final List<String> SIZES = List.of("1", "50", "100", "200", "300", "400", "500");

	public ConnectionGrowth(Servers servers) {
		super("growth-connections", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(3);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures resident = results.figures("growth-connections-resident", "resident memory over connections", "MiB");
		Figures threads = results.figures("growth-connections-threads", "OS threads over connections", "threads");
		Figures cpu = results.figures("growth-connections-cpu",
				"CPU over connections that publish one message a second each", "ms of CPU a second");
		List<String> sizes = load.complete() ? SIZES : List.of("1", "3");
		List<String> arguments = new ArrayList<>(List.of("-Xms32m", "-Xmx512m", String.valueOf(broker.port()),
				broker.certificates().caFile().toString(), load.complete() ? "2" : "0", load.complete() ? "5" : "1"));
		arguments.addAll(sizes);
		ChildJvm.Printed use = ChildJvm.run(ManyConnections.class, limit(), arguments);
		for (String size : sizes) {
			resident.add(size, use.get("resident-" + size) / 1024);
			threads.add(size, use.get("threads-" + size));
			cpu.add(size, use.get("cpu-" + size));
		}
	}

}
