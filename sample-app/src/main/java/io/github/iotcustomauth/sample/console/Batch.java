package io.github.iotcustomauth.sample.console;

import java.util.List;

import io.github.iotcustomauth.sample.console.RateLog.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What a page is told at once.
 *
 * @param connections the connections, or {@code null} if nothing has changed
 * @param endpoint the local endpoint, or {@code null} if nothing has changed or there is
 * none
 * @param rates the seconds since the last batch
 * @param messages the messages since the last batch
 * @param leftOut how many messages were left out because there were too many
 * @param problem what is wrong with the filter, or {@code null} if nothing is
 */
record Batch(@Nullable List<ConnectionView> connections, @Nullable EndpointView endpoint, List<Rate> rates,
		List<ConsoleMessage> messages, long leftOut, @Nullable String problem) {

	boolean isEmpty() {
		return this.connections == null && this.endpoint == null && this.rates.isEmpty() && this.messages.isEmpty()
				&& this.leftOut == 0;
	}

}
