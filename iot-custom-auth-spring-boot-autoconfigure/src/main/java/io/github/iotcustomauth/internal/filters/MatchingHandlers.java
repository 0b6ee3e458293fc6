package io.github.iotcustomauth.internal.filters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;
import org.jspecify.annotations.Nullable;

/**
 * Immutable table of the handlers and states of topic filters. A few filters are matched
 * in turn, which costs no allocation. There can be many that have no SUBSCRIBE, for which
 * a tree is made when the first message arrives.
 */
final class MatchingHandlers {

	private static final int FEW = 16;

	private final Entry[] entries;

	private final boolean live;

	// made by whichever thread is first, perhaps twice
	private volatile @Nullable FilterTree<Entry> tree;

	MatchingHandlers(Collection<SessionFilter> filters, DirectFilters direct, boolean live) {
		this.live = live;
		List<Entry> all = new ArrayList<>();
		filters.forEach((filter) -> all
			.add(new Entry(all.size(), filter.filter, filter.qos, filter.handlers, filter.state, false)));
		direct.entries()
			.forEach((entry) -> all.add(new Entry(all.size(), entry.getKey(), Qos.AT_LEAST_ONCE, entry.getValue(),
					SessionFilter.State.GRANTED, true)));
		this.entries = all.toArray(Entry[]::new);
	}

	// for each message on the event loop
	List<SubscribedHandler> matching(String topic) {
		return (this.entries.length <= FEW) ? matchingOneByOne(topic) : matchingInTree(topic);
	}

	private List<SubscribedHandler> matchingOneByOne(String topic) {
		List<SubscribedHandler> matching = List.of();
		for (Entry entry : this.entries) {
			if (entry.filter.matches(topic)) {
				matching = union(matching, entry.handlers);
			}
		}
		return matching;
	}

	private List<SubscribedHandler> matchingInTree(String topic) {
		List<Entry> found = new ArrayList<>(2);
		tree().match(topic, found::add);
		if (found.size() > 1) {
			found.sort(Comparator.comparingInt(Entry::index));
		}
		List<SubscribedHandler> matching = List.of();
		for (Entry entry : found) {
			matching = union(matching, entry.handlers);
		}
		return matching;
	}

	private FilterTree<Entry> tree() {
		FilterTree<Entry> present = this.tree;
		if (present == null) {
			present = new FilterTree<>();
			for (Entry entry : this.entries) {
				present.add(entry.filter, entry);
			}
			this.tree = present;
		}
		return present;
	}

	// one match, which is the rule, costs no allocation
	private static List<SubscribedHandler> union(List<SubscribedHandler> first, List<SubscribedHandler> second) {
		if (first.isEmpty()) {
			return second;
		}
		Set<SubscribedHandler> union = new LinkedHashSet<>(first);
		union.addAll(second);
		return List.copyOf(union);
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

	private record Entry(int index, TopicFilter filter, Qos qos, List<SubscribedHandler> handlers,
			SessionFilter.State state, boolean direct) {

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
