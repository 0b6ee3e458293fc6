package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.connection.Subscription.State;
import io.github.iotcustomauth.transport.MqttTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of the application. They outlive the transport: those that the server
 * does not keep are asked for again on the next one.
 * <p>
 * AWS IoT Core allows 50 subscriptions a connection, which is why matching looks at each
 * of them in turn.
 */
final class Subscriptions {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final int MAX_SUBSCRIPTIONS = 50;

	private static final IotFailure TOO_MANY = new IotFailure(Kind.THROTTLED, -1, "TOO_MANY_SUBSCRIPTIONS",
			"AWS IoT Core allows " + MAX_SUBSCRIPTIONS + " subscriptions a connection; use wildcards, or unsubscribe");

	private final Map<TopicFilter, Subscription> subscriptions = new ConcurrentHashMap<>();

	private final Object lock = new Object();

	// as long as they are subscribed or have something to do, so that one that comes back
	// goes on in order
	private final Map<IotSubscription, SubscribedHandler> handlers = new HashMap<>();

	// given up, but a session that the server keeps may still have them
	private final Set<TopicFilter> stale = new LinkedHashSet<>();

	private final SubscribePackets packets = new SubscribePackets(this::onLive, this::removed);

	private @Nullable MqttTransport live;

	/**
	 * Subscribe. A filter that is there already is asked for again, so that the handler
	 * gets what the server has retained.
	 * @param subscription what to subscribe to
	 * @param handlers makes the handler
	 * @return completes when all filters are granted
	 */
	CompletableFuture<@Nullable Void> subscribe(IotSubscription subscription,
			Function<IotSubscription, SubscribedHandler> handlers) {
		Set<TopicFilter> filters = subscription.filters();
		List<Subscription> wanted = new ArrayList<>();
		MqttTransport transport;
		synchronized (this.lock) {
			long added = filters.stream().filter((filter) -> !this.subscriptions.containsKey(filter)).count();
			if (this.subscriptions.size() + added > MAX_SUBSCRIPTIONS) {
				return CompletableFuture.failedFuture(Subscription.failed(subscription.name(), TOO_MANY));
			}
			this.handlers.values().removeIf((handler) -> handler.isIdle() && !isSubscribed(handler));
			SubscribedHandler handler = this.handlers.computeIfAbsent(subscription, handlers);
			filters.forEach((filter) -> wanted.add(add(filter, handler)));
			transport = this.live;
		}
		if (transport != null) {
			this.packets.subscribe(transport, wanted);
		}
		return all(wanted.stream().map(Subscription::answer).toList());
	}

	private boolean isSubscribed(SubscribedHandler handler) {
		return this.subscriptions.values().stream().anyMatch((present) -> present.handlers().contains(handler));
	}

	private Subscription add(TopicFilter filter, SubscribedHandler handler) {
		this.stale.remove(filter);
		warnOfOverlap(filter);
		Subscription present = this.subscriptions.get(filter);
		Subscription subscription = (present != null) ? present.with(handler)
				: new Subscription(filter, handler.subscription().qos(), List.of(handler));
		this.subscriptions.put(filter, subscription);
		if (present != null) {
			subscription.answer().whenComplete((result, ex) -> copy(ex, present.answer()));
		}
		return subscription;
	}

	// a message does not tell which of several filters it was sent for
	private void warnOfOverlap(TopicFilter filter) {
		this.subscriptions.keySet()
			.stream()
			.filter((other) -> !other.equals(filter) && (other.isShared() || filter.isShared())
					&& other.overlaps(filter))
			.forEach((other) -> logger.warn("Subscriptions '" + filter + "' and '" + other
					+ "' overlap: what is sent for one is handled for the other as well, so that the group does not "
					+ "divide these messages"));
	}

	CompletableFuture<@Nullable Void> unsubscribe(IotSubscription subscription, IotFailure given) {
		return unsubscribe(subscription.filters(),
				(present) -> present.remove(subscription) && present.handlers().isEmpty(), given);
	}

	CompletableFuture<@Nullable Void> unsubscribe(TopicFilter filter, IotFailure given) {
		return unsubscribe(Set.of(filter), (present) -> true, given);
	}

	private CompletableFuture<@Nullable Void> unsubscribe(Set<TopicFilter> filters, Predicate<Subscription> unused,
			IotFailure given) {
		List<Subscription> removed = new ArrayList<>();
		MqttTransport transport;
		synchronized (this.lock) {
			for (TopicFilter filter : filters) {
				Subscription present = this.subscriptions.get(filter);
				if (present != null && unused.test(present)) {
					this.subscriptions.remove(filter);
					removed.add(present);
					if (present.state() == State.GRANTED) {
						this.stale.add(filter);
					}
				}
			}
			transport = this.live;
		}
		return all(removed.stream().map((subscription) -> giveUp(subscription, transport, given)).toList());
	}

	private CompletableFuture<@Nullable Void> giveUp(Subscription removed, @Nullable MqttTransport transport,
			IotFailure given) {
		removed.fail(given);
		return (transport != null && removed.state() != State.REFUSED)
				? this.packets.unsubscribe(transport, removed.filter()) : CompletableFuture.completedFuture(null);
	}

	// unlike CompletableFuture.allOf, fails with the failure itself
	private static CompletableFuture<@Nullable Void> all(List<CompletableFuture<@Nullable Void>> futures) {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		futures.forEach((future) -> future.whenComplete((nothing, ex) -> {
			if (ex != null) {
				result.completeExceptionally(ex);
			}
		}));
		CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).thenRun(() -> result.complete(null));
		return result;
	}

	/**
	 * Ask a new transport for everything that its session does not have.
	 * @param transport the new transport
	 * @param sessionPresent whether the server kept the session
	 */
	void attach(MqttTransport transport, boolean sessionPresent) {
		List<Subscription> wanted = new ArrayList<>();
		List<TopicFilter> unwanted;
		synchronized (this.lock) {
			this.live = transport;
			if (!sessionPresent) {
				this.stale.clear();
			}
			unwanted = List.copyOf(this.stale);
			for (Subscription subscription : this.subscriptions.values()) {
				if (!sessionPresent && subscription.state() == State.GRANTED) {
					subscription.state(State.WANTED);
				}
				if (subscription.state() == State.WANTED) {
					wanted.add(subscription);
				}
			}
		}
		this.packets.unsubscribe(transport, unwanted);
		this.packets.subscribe(transport, wanted);
	}

	void detach() {
		synchronized (this.lock) {
			this.live = null;
		}
	}

	private void onLive(MqttTransport transport, Runnable change) {
		synchronized (this.lock) {
			if (this.live == transport) {
				change.run();
			}
		}
	}

	private void removed(Set<TopicFilter> filters) {
		synchronized (this.lock) {
			this.stale.removeAll(filters);
		}
	}

	/**
	 * The subscriptions that the server refused.
	 * @return why, by filter
	 */
	Map<TopicFilter, IotFailure> refused() {
		Map<TopicFilter, IotFailure> refused = new LinkedHashMap<>();
		this.subscriptions.forEach((filter, subscription) -> {
			IotFailure refusal = subscription.refusal();
			if (refusal != null) {
				refused.put(filter, refusal);
			}
		});
		return refused;
	}

	/**
	 * Who wants the messages of a topic.
	 * @param topic the topic
	 * @return the handlers, each of them once
	 */
	Collection<SubscribedHandler> matching(String topic) {
		Set<SubscribedHandler> matching = new LinkedHashSet<>(4);
		for (Subscription subscription : this.subscriptions.values()) {
			if (subscription.filter().matches(topic)) {
				matching.addAll(subscription.handlers());
			}
		}
		return matching;
	}

	/**
	 * Tell those that still wait for an answer that none will come.
	 * @param failure why
	 */
	void failUnanswered(IotFailure failure) {
		this.subscriptions.values().forEach((subscription) -> subscription.fail(failure));
	}

	private static void copy(@Nullable Throwable ex, CompletableFuture<@Nullable Void> target) {
		if (ex != null) {
			target.completeExceptionally(ex);
		}
		else {
			target.complete(null);
		}
	}

}
