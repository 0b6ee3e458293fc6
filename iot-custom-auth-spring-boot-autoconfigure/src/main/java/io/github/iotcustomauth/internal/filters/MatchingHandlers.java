package io.github.iotcustomauth.internal.filters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;

/**
 * Immutable table of the handlers and states of topic filters. AWS IoT Core allows 50
 * subscriptions a connection, and few listeners do without one, which is why matching
 * looks at each of them in turn.
 */
final class MatchingHandlers {

	private final Entry[] entries;

	private final boolean live;

	MatchingHandlers(Collection<SessionFilter> filters, DirectFilters direct, boolean live) {
		this.live = live;
		this.entries = Stream
			.concat(filters.stream()
				.map((filter) -> new Entry(filter.filter, filter.qos, filter.handlers, filter.state, false)),
					direct.entries()
						.map((entry) -> new Entry(entry.getKey(), Qos.AT_LEAST_ONCE, entry.getValue(),
								SessionFilter.State.GRANTED, true)))
			.toArray(Entry[]::new);
	}

	// for each message on the event loop: one match, which is the rule, costs no
	// allocation
	List<SubscribedHandler> matching(String topic) {
		List<SubscribedHandler> matching = List.of();
		boolean copied = false;
		for (Entry entry : this.entries) {
			if (!entry.filter.matches(topic)) {
				continue;
			}
			if (matching.isEmpty()) {
				matching = entry.handlers;
				continue;
			}
			if (!copied) {
				matching = new ArrayList<>(matching);
				copied = true;
			}
			for (SubscribedHandler handler : entry.handlers) {
				if (!matching.contains(handler)) {
					matching.add(handler);
				}
			}
		}
		return matching;
	}

	SubscriptionState state(IotSubscription subscription) {
		List<SessionFilter.State> states = Arrays.stream(this.entries)
			.filter((entry) -> entry.isOf(subscription))
			.map(Entry::state)
			.filter((state) -> state != SessionFilter.State.GIVEN_UP && state != SessionFilter.State.LEAVING)
			.toList();
		if (states.isEmpty()) {
			return SubscriptionState.ENDED;
		}
		if (states.contains(SessionFilter.State.REFUSED)) {
			return SubscriptionState.REFUSED;
		}
		boolean granted = states.stream().allMatch(SessionFilter.State.GRANTED::equals);
		return (granted && this.live) ? SubscriptionState.GRANTED : SubscriptionState.PENDING;
	}

	List<FilterStatus> snapshot() {
		return Arrays.stream(this.entries).map((entry) -> entry.status(this.live)).toList();
	}

	private record Entry(TopicFilter filter, Qos qos, List<SubscribedHandler> handlers, SessionFilter.State state,
			boolean direct) {

		boolean isOf(IotSubscription subscription) {
			return this.handlers.stream().anyMatch((handler) -> handler.subscription() == subscription);
		}

		FilterStatus status(boolean live) {
			return new FilterStatus(this.filter, this.qos, shown(live),
					this.handlers.stream().map((handler) -> handler.subscription().name()).toList());
		}

		private FilterStatus.State shown(boolean live) {
			if (this.direct) {
				return FilterStatus.State.DIRECT;
			}
			return switch (this.state) {
				case WANTED, ASKED -> FilterStatus.State.WAITING;
				case GRANTED -> live ? FilterStatus.State.GRANTED : FilterStatus.State.WAITING;
				case REFUSED -> FilterStatus.State.REFUSED;
				case GIVEN_UP, LEAVING -> FilterStatus.State.LEAVING;
			};
		}

	}

}
