package io.github.iotcustomauth.internal.filters;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.filters.SessionFilter.Standing;
import io.github.iotcustomauth.internal.filters.SessionFilter.State;
import io.github.iotcustomauth.internal.publishing.SuspectFilters;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Topic filters that the application wants, compared with those of the session of the
 * server: one packet after the other makes both the same.
 * <p>
 * Changes are made on the engine, in order. Those by the application and
 * {@link #failUnanswered} are handed over to it, and {@link #matching} and
 * {@link #refused} answer on any thread; the other methods are called on the engine.
 */
public final class SessionFilters {

	private static final int MAX_SUBSCRIPTIONS = 50;

	// AWS IoT Core takes no more in a packet
	private static final int MAX_FILTERS = 8;

	private static final IotFailure TOO_MANY = IotFailure.of(FailureReason.TOO_MANY_SUBSCRIPTIONS);

	private static final IotFailure GIVEN_UP = IotFailure.of(FailureReason.UNSUBSCRIBED);

	private final Engine engine;

	private final ConnectionExecutors executors;

	private final FilterRefusals refusals;

	private final FilterPackets packets;

	private final FilterTrials trials;

	private final Map<TopicFilter, SessionFilter> filters = new LinkedHashMap<>();

	private final DirectFilters direct = new DirectFilters();

	// as long as they are subscribed or have something to do, so that one that comes back
	// goes on in order
	private final Map<IotSubscription, SubscribedHandler> handlers = new HashMap<>();

	private volatile MatchingHandlers matching = new MatchingHandlers(List.of(), this.direct, false);

	private final Runnable same;

	/**
	 * Create filters.
	 * @param engine the engine
	 * @param executors completes futures
	 * @param settings the settings of the connection
	 * @param events told about refused filters; must not block
	 * @param same told, on the engine, whenever the session has all filters that the
	 * server grants
	 */
	public SessionFilters(Engine engine, ConnectionExecutors executors, ConnectionSettings settings,
			Consumer<Object> events, Runnable same) {
		this.engine = engine;
		this.executors = executors;
		this.same = same;
		this.refusals = new FilterRefusals(engine, settings, events, this::compare);
		this.packets = new FilterPackets(engine, this.refusals, this::compare);
		this.trials = new FilterTrials(this::wanted, this.packets, this.refusals, this::compare);
	}

	/**
	 * Subscribe. A filter that is there already is asked for again, so that the handler
	 * gets what the server has retained. Without a SUBSCRIBE, messages are handed over
	 * only.
	 * @param subscription what to subscribe to
	 * @param handler its handler, unless it has one already
	 * @return completes when all filters are granted, and fails with the first refusal
	 */
	public CompletableFuture<@Nullable Void> want(IotSubscription subscription, SubscribedHandler handler) {
		return change(() -> {
			if (!subscription.subscribe()) {
				this.direct.add(known(subscription, handler));
				return List.of();
			}
			Set<TopicFilter> wanted = subscription.filters();
			List<SessionFilter> others = next(Integer.MAX_VALUE,
					(present) -> present.isWanted() && !wanted.contains(present.filter));
			if (others.size() + wanted.size() > MAX_SUBSCRIPTIONS) {
				return List.of(CompletableFuture.failedFuture(SessionFilter.failed(subscription.name(), TOO_MANY)));
			}
			SubscribedHandler known = known(subscription, handler);
			this.direct.remove(subscription);
			return wanted.stream().map((filter) -> want(filter, known)).toList();
		});
	}

	private SubscribedHandler known(IotSubscription subscription, SubscribedHandler handler) {
		this.handlers.values().removeIf((present) -> present.isIdle() && !isSubscribed(present));
		return this.handlers.computeIfAbsent(subscription, (added) -> handler);
	}

	private boolean isSubscribed(SubscribedHandler handler) {
		return this.direct.contains(handler)
				|| this.filters.values().stream().anyMatch((present) -> present.handlers.contains(handler));
	}

	private CompletableFuture<@Nullable Void> want(TopicFilter filter, SubscribedHandler handler) {
		FilterOverlaps.warn(filter,
				next(MAX_SUBSCRIPTIONS, SessionFilter::isWanted).stream().map((present) -> present.filter));
		SessionFilter wanted = this.filters.computeIfAbsent(filter, (added) -> new SessionFilter(added, handler));
		wanted.want(handler);
		return wanted.answer;
	}

	/**
	 * Give up a subscription. Of the filters that no other one has, its handler receives
	 * what the server sends until it has removed them.
	 * @param subscription the subscription
	 * @return completes when the server has removed them, at once without a connection
	 */
	public CompletableFuture<@Nullable Void> giveUp(IotSubscription subscription) {
		return change(() -> {
			this.direct.remove(subscription);
			return leave(subscription);
		});
	}

	private List<CompletableFuture<@Nullable Void>> leave(IotSubscription subscription) {
		return next(Integer.MAX_VALUE,
				(present) -> present.isWanted() && present.hasHandlerOf(subscription) && present.isLeftBy(subscription))
			.stream()
			.map(this::giveUp)
			.toList();
	}

	/**
	 * Unsubscribe at the server. The handler still gets what the server sends, for
	 * instance what it sends again.
	 * @param subscription the subscription
	 * @return completes when the server has removed the filters
	 */
	public CompletableFuture<@Nullable Void> suspend(IotSubscription subscription) {
		return change(() -> {
			SubscribedHandler handler = this.handlers.get(subscription);
			List<CompletableFuture<@Nullable Void>> removals = leave(subscription);
			if (handler != null) {
				this.direct.add(handler);
			}
			return removals;
		});
	}

	private CompletableFuture<@Nullable Void> giveUp(SessionFilter filter) {
		this.refusals.forget(filter);
		filter.giveUp(GIVEN_UP);
		if (!filter.inSession || !this.packets.isLive()) {
			filter.removal.complete(null);
		}
		return filter.removal;
	}

	private CompletableFuture<@Nullable Void> change(Supplier<List<CompletableFuture<@Nullable Void>>> change) {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		// SUBSCRIBE goes out before what the caller publishes next
		this.engine.executeAtOnce(() -> {
			List<CompletableFuture<@Nullable Void>> all = change.get();
			// unlike CompletableFuture.allOf, fails at once and with the failure itself
			all.forEach((future) -> future.whenComplete((nothing, ex) -> {
				if (ex != null) {
					// when the filters have been compared
					this.engine.execute(() -> this.executors.fail(result, ex));
				}
			}));
			CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
				.thenRun(() -> this.engine.execute(() -> this.executors.complete(result)));
			compare();
		});
		return result;
	}

	public void attach(MqttTransport transport, boolean sessionPresent) {
		this.packets.use(transport);
		this.filters.values().forEach((filter) -> {
			filter.inSession &= sessionPresent;
			boolean lost = filter.state == State.GRANTED && !sessionPresent;
			// the policy may be another
			if (lost || (filter.state == State.REFUSED && !filter.isConvictOnSchedule())) {
				filter.ask();
			}
			else if (filter.state == State.LEAVING) {
				filter.state = State.GIVEN_UP;
			}
		});
		compare();
	}

	// a loss that the server has not caused is no evidence against a convict
	public void detach(boolean byServer) {
		this.packets.use(null);
		this.trials.cancel();
		this.filters.values().forEach((filter) -> {
			if (byServer && filter.state == State.ASKED && filter.standing == Standing.CONVICT) {
				this.refusals.hungUp(filter);
			}
			else if (filter.state == State.ASKED) {
				filter.ask();
			}
			filter.removal.complete(null);
		});
		compare();
	}

	private void compare() {
		this.filters.values().removeIf((filter) -> !filter.isWanted() && !filter.inSession);
		// before the server can send what it has retained
		this.matching = new MatchingHandlers(this.filters.values(), this.direct, this.packets.isLive());
		if (this.packets.isReady()) {
			List<SessionFilter> surplus = next(MAX_FILTERS, (filter) -> filter.state == State.GIVEN_UP);
			List<SessionFilter> missing = surplus.isEmpty() ? missing() : List.of();
			if (!surplus.isEmpty()) {
				this.packets.unsubscribe(surplus);
			}
			else if (!missing.isEmpty()) {
				this.packets.subscribe(missing);
			}
			else {
				this.same.run();
			}
		}
		this.trials.endIfAnswered();
	}

	// those that are asked for alone are last, so that others do not wait for them
	private List<SessionFilter> missing() {
		Predicate<SessionFilter> wanted = (filter) -> filter.state == State.WANTED;
		List<SessionFilter> missing = next(MAX_FILTERS, wanted.and((filter) -> filter.standing == Standing.ORDINARY));
		if (missing.isEmpty()) {
			missing = next(1, wanted.and((filter) -> filter.standing != Standing.SUSPECT));
		}
		return missing.isEmpty() ? next(1, wanted.and(this.trials::isTried)) : missing;
	}

	private List<SessionFilter> next(int limit, Predicate<SessionFilter> condition) {
		return this.filters.values().stream().filter(condition).limit(limit).toList();
	}

	public List<SubscribedHandler> matching(String topic) {
		return this.matching.matching(topic);
	}

	/**
	 * State of a subscription, as of the last change of its filters.
	 * @param subscription the subscription
	 * @return the state
	 */
	public SubscriptionState state(IotSubscription subscription) {
		return this.matching.state(subscription);
	}

	/**
	 * The topic filters, as of their last change.
	 * @return a snapshot, in the order in which they were asked for
	 */
	public List<FilterStatus> snapshot() {
		return this.matching.snapshot();
	}

	/**
	 * Ask for refused filters now rather than on schedule.
	 * @param filter the filter, or {@code null} for all that are refused
	 * @return completes when they are granted, and fails with the first refusal
	 */
	public CompletableFuture<@Nullable Void> retryRefused(@Nullable TopicFilter filter) {
		return change(() -> {
			List<SessionFilter> again = next(MAX_SUBSCRIPTIONS,
					(present) -> present.state == State.REFUSED && (filter == null || present.filter.equals(filter)));
			again.forEach(SessionFilter::askAgain);
			return again.stream().map((asked) -> asked.answer).toList();
		});
	}

	public Map<TopicFilter, RefusedSubscription> refused() {
		return this.refusals.refused();
	}

	// the filters are asked for all the same, by the next run
	public CompletableFuture<@Nullable Void> failUnanswered(IotFailure failure) {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		this.engine.execute(() -> {
			this.filters.values().forEach((filter) -> {
				filter.cancelRetry();
				filter.fail(failure);
			});
			this.engine.execute(() -> this.executors.complete(result));
		});
		return result;
	}

	/**
	 * The filters as the quarantine sees them, on the engine.
	 * @return the filters
	 */
	public SuspectFilters suspects() {
		return this.trials;
	}

	private Optional<SessionFilter> wanted(TopicFilter filter) {
		return next(1, (present) -> present.isWanted() && present.filter.equals(filter)).stream().findFirst();
	}

}
