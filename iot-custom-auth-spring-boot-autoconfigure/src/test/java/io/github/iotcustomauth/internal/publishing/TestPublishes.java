package io.github.iotcustomauth.internal.publishing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Pending publishes in virtual time. Their futures are completed, and what is chained to
 * them runs, on the thread that answers.
 */
public final class TestPublishes {

	/**
	 * Failure of what a closed connection does not finish.
	 */
	public static final IotFailure CLOSED = IotFailure.of(FailureReason.CONNECTION_CLOSED, "The test ends");

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
	public static PendingPublishes create(VirtualTime time, UnaryOperator<ConnectionSettings.Builder> settings) {
		return create(time, settings, NO_FILTERS);
	}

	public static PendingPublishes create(VirtualTime time, UnaryOperator<ConnectionSettings.Builder> settings,
			SuspectFilters filters) {
		return new PendingPublishes(settings.apply(settings().publishRate(0)).build(), filters, engine(time),
				ConnectionMeters.NONE, Runnable::run, Runnable::run);
	}

	public static PendingPublishes create(Engine engine, UnaryOperator<ConnectionSettings.Builder> settings) {
		return new PendingPublishes(settings.apply(settings().publishRate(0)).build(), NO_FILTERS, engine,
				ConnectionMeters.NONE, Runnable::run, Runnable::run);
	}

	static Engine engine(VirtualTime time) {
		return new Engine(time.executor(), time.clock(), time::nanoTime, new SplittableRandom(1));
	}

}
