package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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

	private @Nullable MqttTransport live;

	CompletableFuture<@Nullable Void> subscribe(TopicFilter filter, Qos qos, IotMessageHandler handler,
			SerialQueue queue) {
		Subscription subscription = new Subscription(filter, qos, handler, queue);
		MqttTransport transport;
		synchronized (this.lock) {
			if (this.subscriptions.size() >= MAX_SUBSCRIPTIONS && !this.subscriptions.containsKey(filter)) {
				return CompletableFuture.failedFuture(failed(filter, TOO_MANY));
			}
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
		}
		if (removed == null) {
			return CompletableFuture.completedFuture(null);
		}
		removed.answer().completeExceptionally(failed(filter, given));
		if (transport == null || removed.state() == State.REFUSED) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		transport.unsubscribe(Set.of(filter)).whenComplete((codes, ex) -> {
			boolean gone = ex == null || ex instanceof TransportLostException;
			copy(gone ? null : ex, result);
		});
		return result;
	}

	/**
	 * Ask a new transport for everything that its session does not have.
	 * @param transport the new transport
	 * @param sessionPresent whether the server kept the session
	 */
	void attach(MqttTransport transport, boolean sessionPresent) {
		List<Subscription> wanted = new ArrayList<>();
		synchronized (this.lock) {
			this.live = transport;
			for (Subscription subscription : this.subscriptions.values()) {
				if (!sessionPresent && subscription.state() == State.GRANTED) {
					subscription.state(State.WANTED);
				}
				if (subscription.state() == State.WANTED) {
					wanted.add(subscription);
				}
			}
		}
		for (int from = 0; from < wanted.size(); from += MAX_FILTERS_A_PACKET) {
			request(transport, wanted.subList(from, Math.min(from + MAX_FILTERS_A_PACKET, wanted.size())));
		}
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
					packet.get(i).answer().completeExceptionally(failed(packet.get(i).filter(), NO_ANSWER));
				}
				else if (ex != null && !(ex instanceof TransportLostException)) {
					packet.get(i).answer().completeExceptionally(ex);
				}
			}
		});
	}

	private void answered(MqttTransport transport, Subscription subscription, int reasonCode) {
		boolean granted = reasonCode < MqttReasonCodes.FIRST_ERROR;
		synchronized (this.lock) {
			if (this.live == transport) {
				subscription.state(granted ? State.GRANTED : State.REFUSED);
			}
		}
		if (granted) {
			subscription.answer().complete(null);
			return;
		}
		IotFailure failure = MqttReasonCodes.ofAcknowledgement(reasonCode);
		logger
			.warn("Subscription to '" + subscription.filter() + "' was refused and is not asked for again: " + failure);
		subscription.answer().completeExceptionally(failed(subscription.filter(), failure));
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
