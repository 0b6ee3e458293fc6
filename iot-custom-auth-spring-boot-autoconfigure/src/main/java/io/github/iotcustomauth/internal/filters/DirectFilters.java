package io.github.iotcustomauth.internal.filters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;

/**
 * Topic filters of handlers that receive without a SUBSCRIBE: direct messages need none.
 * Confined to the engine.
 */
final class DirectFilters {

	// with immutable values, since the event loop reads them
	private final Map<TopicFilter, List<SubscribedHandler>> handlers = new LinkedHashMap<>();

	void add(SubscribedHandler handler) {
		remove(handler.subscription());
		handler.subscription()
			.filters()
			.forEach((filter) -> this.handlers.merge(filter, List.of(handler),
					(present, added) -> Stream.concat(present.stream(), added.stream()).toList()));
	}

	void remove(IotSubscription subscription) {
		this.handlers.replaceAll((filter,
				present) -> present.stream().filter((handler) -> handler.subscription() != subscription).toList());
		this.handlers.values().removeIf(List::isEmpty);
	}

	boolean contains(SubscribedHandler handler) {
		return this.handlers.values().stream().anyMatch((present) -> present.contains(handler));
	}

	Stream<Map.Entry<TopicFilter, List<SubscribedHandler>>> entries() {
		return this.handlers.entrySet().stream();
	}

}
