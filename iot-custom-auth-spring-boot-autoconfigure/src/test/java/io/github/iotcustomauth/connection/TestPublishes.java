package io.github.iotcustomauth.connection;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Pending publishes in virtual time. Their futures are completed, and what is chained to
 * them runs, on the thread that answers.
 */
final class TestPublishes {

	/**
	 * No filters.
	 */
	static final SuspectFilters NO_FILTERS = new SuspectFilters() {

		@Override
		public List<TopicFilter> unanswered() {
			return List.of();
		}

		@Override
		public void isolate(TopicFilter filter) {
		}

		@Override
		public void tryAlone(TopicFilter filter, Runnable answered) {
			answered.run();
		}

		@Override
		public void acquit(TopicFilter filter) {
		}

		@Override
		public void convict(TopicFilter filter) {
		}

	};

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
		return create(time, settings, NO_FILTERS);
	}

	static PendingPublishes create(VirtualTime time, UnaryOperator<ConnectionSettings.Builder> settings,
			SuspectFilters filters) {
		return new PendingPublishes(settings.apply(settings().publishRate(0)).build(), filters, engine(time),
				Runnable::run, Runnable::run);
	}

	static PendingPublishes create(Engine engine, UnaryOperator<ConnectionSettings.Builder> settings) {
		return new PendingPublishes(settings.apply(settings().publishRate(0)).build(), NO_FILTERS, engine,
				Runnable::run, Runnable::run);
	}

	static Engine engine(VirtualTime time) {
		return new Engine(time.executor(), time.clock(), time::nanoTime, new SplittableRandom(1));
	}

}
