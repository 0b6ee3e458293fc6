package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessageHandler;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.connection.MqttTransport.TransportLostException;
import io.github.iotcustomauth.connection.Subscription.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of the application. They outlive the transport: those that the server
 * does not keep are asked for again on the next one.
 * <p>
 * AWS IoT Core allows 8 filters a packet and 50 subscriptions a connection, which is why
 * matching looks at each of them in turn.
 */
final class Subscriptions {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final int MAX_FILTERS_A_PACKET = 8;

	private static final int MAX_SUBSCRIPTIONS = 50;

	private static final IotFailure TOO_MANY = new IotFailure(Kind.THROTTLED, -1, "TOO_MANY_SUBSCRIPTIONS",
			"AWS IoT Core allows " + MAX_SUBSCRIPTIONS + " subscriptions a connection; use wildcards, or unsubscribe");

	private static final IotFailure NO_ANSWER = new IotFailure(Kind.NETWORK, -1, "NO_REASON_CODE",
			"The SUBACK has fewer reason codes than the SUBSCRIBE had filters");

	private final Map<TopicFilter, Subscription> subscriptions = new ConcurrentHashMap<>();

	private final Object lock = new Object();

	// given up, but a session that the server keeps may still have them
	private final Set<TopicFilter> stale = new LinkedHashSet<>();

	private @Nullable MqttTransport live;

	CompletableFuture<@Nullable Void> subscribe(TopicFilter filter, Qos qos, IotMessageHandler handler,
			SerialQueue queue) {
		Subscription subscription = new Subscription(filter, qos, handler, queue);
		MqttTransport transport;
		synchronized (this.lock) {
			if (this.subscriptions.size() >= MAX_SUBSCRIPTIONS && !this.subscriptions.containsKey(filter)) {
				return CompletableFuture.failedFuture(failed(filter, TOO_MANY));
			}
			this.stale.remove(filter);
			Subscription replaced = this.subscriptions.put(filter, subscription);
			if (replaced != null) {
				subscription.answer().whenComplete((result, ex) -> copy(ex, replaced.answer()));
			}
			transport = this.live;
		}
		if (transport != null) {
			request(transport, List.of(subscription));
		}
		return subscription.answer();
	}

	CompletableFuture<@Nullable Void> unsubscribe(TopicFilter filter, IotFailure given) {
		Subscription removed;
		MqttTransport transport;
		synchronized (this.lock) {
			removed = this.subscriptions.remove(filter);
			transport = this.live;
			if (removed != null && removed.state() == State.GRANTED) {
				this.stale.add(filter);
			}
		}
		if (removed == null) {
			return CompletableFuture.completedFuture(null);
		}
		removed.answer().completeExceptionally(failed(filter, given));
		if (transport == null || removed.state() == State.REFUSED) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		requestRemoval(transport, Set.of(filter)).whenComplete((codes, ex) -> {
			boolean gone = ex == null || ex instanceof TransportLostException;
			copy(gone ? refusal(filter, codes) : ex, result);
		});
		return result;
	}

	private static @Nullable IotConnectionException refusal(TopicFilter filter, @Nullable List<Integer> codes) {
		int code = (codes != null && !codes.isEmpty()) ? codes.get(0) : 0;
		return (code < MqttReasonCodes.FIRST_ERROR) ? null : new IotConnectionException(
				"The subscription to '" + filter + "' was not given up", MqttReasonCodes.ofAcknowledgement(code));
	}

	private CompletableFuture<List<Integer>> requestRemoval(MqttTransport transport, Set<TopicFilter> filters) {
		CompletableFuture<List<Integer>> answer = transport.unsubscribe(filters);
		answer.whenComplete((codes, ex) -> {
			if (ex == null) {
				synchronized (this.lock) {
					this.stale.removeAll(filters);
				}
			}
		});
		return answer;
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
		packets(unwanted).forEach((packet) -> requestRemoval(transport, new LinkedHashSet<>(packet)));
		packets(wanted).forEach((packet) -> request(transport, packet));
	}

	private static <T> List<List<T>> packets(List<T> all) {
		List<List<T>> packets = new ArrayList<>();
		for (int from = 0; from < all.size(); from += MAX_FILTERS_A_PACKET) {
			packets.add(all.subList(from, Math.min(from + MAX_FILTERS_A_PACKET, all.size())));
		}
		return packets;
	}

	void detach() {
		synchronized (this.lock) {
			this.live = null;
		}
	}

	private void request(MqttTransport transport, List<Subscription> packet) {
		Map<TopicFilter, Qos> filters = new LinkedHashMap<>();
		packet.forEach((subscription) -> filters.put(subscription.filter(), subscription.qos()));
		transport.subscribe(filters).whenComplete((codes, ex) -> {
			for (int i = 0; i < packet.size(); i++) {
				if (codes != null && i < codes.size()) {
					answered(transport, packet.get(i), codes.get(i));
				}
				else if (codes != null) {
					logger.warn("Subscription to '" + packet.get(i).filter() + "' was not answered: " + NO_ANSWER);
					packet.get(i).answer().completeExceptionally(failed(packet.get(i).filter(), NO_ANSWER));
				}
				else if (ex != null && !(ex instanceof TransportLostException)) {
					packet.get(i).answer().completeExceptionally(ex);
				}
			}
		});
	}

	private void answered(MqttTransport transport, Subscription subscription, int reasonCode) {
		if (reasonCode < MqttReasonCodes.FIRST_ERROR) {
			onLive(transport, () -> subscription.state(State.GRANTED));
			subscription.answer().complete(null);
			return;
		}
		IotFailure failure = MqttReasonCodes.ofAcknowledgement(reasonCode);
		onLive(transport, () -> subscription.refused(failure));
		logger
			.warn("Subscription to '" + subscription.filter() + "' was refused and is not asked for again: " + failure);
		subscription.answer().completeExceptionally(failed(subscription.filter(), failure));
	}

	// an answer that comes late says nothing about the session of the next transport
	private void onLive(MqttTransport transport, Runnable change) {
		synchronized (this.lock) {
			if (this.live == transport) {
				change.run();
			}
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

	List<Subscription> matching(String topic) {
		List<Subscription> matching = new ArrayList<>(2);
		for (Subscription subscription : this.subscriptions.values()) {
			if (subscription.filter().matches(topic)) {
				matching.add(subscription);
			}
		}
		return matching;
	}

	/**
	 * Tell those that still wait for an answer that none will come.
	 * @param failure why
	 */
	void failUnanswered(IotFailure failure) {
		this.subscriptions.values()
			.forEach((subscription) -> subscription.answer()
				.completeExceptionally(failed(subscription.filter(), failure)));
	}

	private static void copy(@Nullable Throwable ex, CompletableFuture<@Nullable Void> target) {
		if (ex != null) {
			target.completeExceptionally(ex);
		}
		else {
			target.complete(null);
		}
	}

	private static IotConnectionException failed(TopicFilter filter, IotFailure failure) {
		return new IotConnectionException("No subscription to '" + filter + "'", failure);
	}

}
