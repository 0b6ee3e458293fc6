package io.github.iotcustomauth.benchmarks.growth;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.endtoend.BrokerMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * What a further connection takes of the machine, of 100 in a fresh JVM that had one
 * already: threads and resident memory.
 */
public final class MemoryMeasurement extends BrokerMeasurement {

	/**
	 * A connection of the library.
	 */
	public static final String CONNECTION = "IotConnection";

	private static final int ROUNDS = 3;

	// longer than idle threads of pools live
	private static final int SETTLE = 11;

	public MemoryMeasurement(Servers servers) {
		super("memory", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(4);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures threads = results.figures("memory-threads", "OS threads of a connection", "threads");
		Figures resident = results.figures("memory-resident", "resident memory of a connection", "KB");
		int last = load.complete() ? 101 : 3;
		for (int round = 0; round < (load.complete() ? ROUNDS : 1); round++) {
			ChildJvm.Printed use = ChildJvm.run(ManyConnections.class, Duration.ofSeconds(90),
					List.of("-Xms32m", "-Xmx256m", String.valueOf(broker.port()),
							broker.certificates().caFile().toString(), load.complete() ? "" + SETTLE : "0", "0", "1",
							String.valueOf(last)));
			int more = last - 1;
			threads.add(CONNECTION, (use.get("threads-" + last) - use.get("threads-1")) / more);
			resident.add(CONNECTION, (use.get("resident-" + last) - use.get("resident-1")) * 1.024 / more);
		}
	}

}
