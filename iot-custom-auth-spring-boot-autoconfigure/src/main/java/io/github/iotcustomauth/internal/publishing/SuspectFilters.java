package io.github.iotcustomauth.internal.publishing;

import java.util.List;

import io.github.iotcustomauth.TopicFilter;

/**
 * What the {@link Quarantine} needs of the filters of the session. Called on the engine,
 * under the lock of {@link PendingPublishes}.
 */
public interface SuspectFilters {

	/**
	 * Filters of the SUBSCRIBE packet in flight.
	 * @return the filters, empty if there is no such packet
	 */
	List<TopicFilter> unanswered();

	/**
	 * Stop to ask for a filter together with others.
	 * @param filter the filter
	 */
	void isolate(TopicFilter filter);

	/**
	 * Ask for a filter in a packet of its own.
	 * @param filter the filter
	 * @param answered to be run when the server has answered, whatever it said, and at
	 * once when the filter is not wanted any more
	 */
	void tryAlone(TopicFilter filter, Runnable answered);

	/**
	 * Treat a filter as any other again.
	 * @param filter the filter
	 */
	void acquit(TopicFilter filter);

	/**
	 * Refuse a filter on which the server hangs up.
	 * @param filter the filter
	 */
	void convict(TopicFilter filter);

}
