package io.github.iotcustomauth.faults;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;

/**
 * An application that publishes 200 numbered messages a second, whatever happens.
 */
final class Traffic implements AutoCloseable {

	static final String TOPIC = "numbers";

	static final int PER_SECOND = 200;

	private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();

	private Traffic() {
	}

	static Traffic start(IotConnection connection, Ledger ledger) {
		Traffic traffic = new Traffic();
		traffic.pacer.scheduleAtFixedRate(() -> ledger.publish(connection, TOPIC, ledger.nextNumber()), 0,
				1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
		return traffic;
	}

	@Override
	public void close() {
		this.pacer.shutdown();
	}

}
