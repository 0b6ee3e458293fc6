package io.github.iotcustomauth.connection;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Pending publishes in virtual time. Their futures are completed, and what is chained to
 * them runs, on the thread that answers.
 */
final class TestPublishes {

	private TestPublishes() {
	}

	static ConnectionSettings.Builder settings() {
		return ConnectionSettings.builder("localhost", "device");
	}

	/**
	 * Create publishes at an unlimited rate, unless the settings say otherwise.
	 * @param time the time
	 * @param settings sets bounds and rate
	 * @return the publishes
	 */
	static PendingPublishes create(VirtualTime time, UnaryOperator<ConnectionSettings.Builder> settings) {
		return create(time, settings, SuspectFilters.NONE);
	}

	static PendingPublishes create(VirtualTime time, UnaryOperator<ConnectionSettings.Builder> settings,
			SuspectFilters filters) {
		return new PendingPublishes(settings.apply(settings().publishRate(0)).build(), filters, engine(time),
				Runnable::run, Runnable::run);
	}

	static PendingPublishes create(Engine engine) {
		return new PendingPublishes(settings().publishRate(0).build(), SuspectFilters.NONE, engine, Runnable::run,
				Runnable::run);
	}

	static Engine engine(VirtualTime time) {
		return new Engine(time.executor(), time.clock(), time::nanoTime, new SplittableRandom(1));
	}

}
