package io.github.iotcustomauth.faults;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;

/**
 * An application that publishes numbered messages at a steady rate, whatever happens.
 */
final class Traffic implements AutoCloseable {

	static final String TOPIC = "numbers";

	static final int PER_SECOND = 200;

	private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();

	private Traffic() {
	}

	static Traffic start(IotConnection connection, Ledger ledger) {
		return start(connection, ledger, PER_SECOND);
	}

	static Traffic start(IotConnection connection, Ledger ledger, int perSecond) {
		Traffic traffic = new Traffic();
		traffic.pacer.scheduleAtFixedRate(() -> ledger.publish(connection, TOPIC, ledger.nextNumber()), 0,
				1_000_000 / perSecond, TimeUnit.MICROSECONDS);
		return traffic;
	}

	@Override
	public void close() {
		this.pacer.shutdown();
	}

}
