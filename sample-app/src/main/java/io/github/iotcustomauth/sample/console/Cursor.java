package io.github.iotcustomauth.sample.console;

import java.util.List;
import java.util.Objects;

import io.github.iotcustomauth.sample.console.MessageLog.Page;
import io.github.iotcustomauth.sample.console.RateLog.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What one page knows already. A page that reads slowly gets fewer and newer messages:
 * nothing is queued for it. Not thread-safe.
 */
class Cursor {

	/**
	 * Maximum number of messages in the first batch.
	 */
	static final int FIRST_MESSAGES = 200;

	/**
	 * Maximum number of messages in a later batch.
	 */
	static final int MESSAGES = 20;

	private final ConsoleState state;

	private final MessageFilter filter;

	private @Nullable List<ConnectionView> connections;

	private @Nullable EndpointView endpoint;

	private long message;

	private long second;

	Cursor(ConsoleState state, MessageFilter filter) {
		this.state = state;
		this.filter = filter;
	}

	Batch next() {
		boolean first = this.connections == null;
		Page page = this.state.messages().after(this.message, this.filter, first ? FIRST_MESSAGES : MESSAGES);
		this.message = page.last();
		List<Rate> rates = this.state.rates().after(this.second);
		if (!rates.isEmpty()) {
			this.second = rates.get(rates.size() - 1).second();
		}
		// with the rates, once a second, since every message is a decision
		EndpointView endpoint = (first || !rates.isEmpty()) ? changedEndpoint() : null;
		return new Batch(changedConnections(), endpoint, rates, page.messages(), first ? 0 : page.leftOut(),
				this.filter.problem());
	}

	private @Nullable List<ConnectionView> changedConnections() {
		List<ConnectionView> views = this.state.connections().views();
		if (views.equals(this.connections)) {
			return null;
		}
		this.connections = views;
		return views;
	}

	private @Nullable EndpointView changedEndpoint() {
		EndpointView view = this.state.endpoint().view();
		if (Objects.equals(view, this.endpoint)) {
			return null;
		}
		this.endpoint = view;
		return view;
	}

}
