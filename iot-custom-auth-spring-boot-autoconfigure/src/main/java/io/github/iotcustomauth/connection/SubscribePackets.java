package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.connection.Subscription.State;
import io.github.iotcustomauth.transport.MqttReasonCodes;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.MqttTransport.TransportLostException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE packets of 8 filters at most, which is what AWS IoT
 * Core takes, and tells the subscriptions what the server answers.
 */
final class SubscribePackets {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final int MAX_FILTERS = 8;

	private static final IotFailure NO_ANSWER = new IotFailure(Kind.NETWORK, -1, "NO_REASON_CODE",
			"The SUBACK has fewer reason codes than the SUBSCRIBE had filters");

	private final BiConsumer<MqttTransport, Runnable> onLive;

	private final Consumer<Set<TopicFilter>> removed;

	/**
	 * Create it.
	 * @param onLive changes something if the transport is still that in use: an answer
	 * that comes late says nothing about the session of the next one
	 * @param removed told about filters that the session does not have any more
	 */
	SubscribePackets(BiConsumer<MqttTransport, Runnable> onLive, Consumer<Set<TopicFilter>> removed) {
		this.onLive = onLive;
		this.removed = removed;
	}

	void subscribe(MqttTransport transport, List<Subscription> wanted) {
		packets(wanted).forEach((packet) -> subscribePacket(transport, packet));
	}

	private void subscribePacket(MqttTransport transport, List<Subscription> packet) {
		Map<TopicFilter, Qos> filters = new LinkedHashMap<>();
		packet.forEach((subscription) -> filters.put(subscription.filter(), subscription.qos()));
		transport.subscribe(filters).whenComplete((codes, ex) -> {
			for (int i = 0; i < packet.size(); i++) {
				if (codes != null && i < codes.size()) {
					answered(transport, packet.get(i), codes.get(i));
				}
				else if (codes != null) {
					logger.warn("Subscription to '" + packet.get(i).filter() + "' was not answered: " + NO_ANSWER);
					packet.get(i).fail(NO_ANSWER);
				}
				else if (ex != null && !(ex instanceof TransportLostException)) {
					packet.get(i).answer().completeExceptionally(ex);
				}
			}
		});
	}

	private void answered(MqttTransport transport, Subscription subscription, int reasonCode) {
		if (reasonCode < MqttReasonCodes.FIRST_ERROR) {
			this.onLive.accept(transport, () -> subscription.state(State.GRANTED));
			subscription.answer().complete(null);
			return;
		}
		IotFailure failure = MqttReasonCodes.ofAcknowledgement(reasonCode);
		this.onLive.accept(transport, () -> subscription.refused(failure));
		logger
			.warn("Subscription to '" + subscription.filter() + "' was refused and is not asked for again: " + failure);
		subscription.fail(failure);
	}

	void unsubscribe(MqttTransport transport, List<TopicFilter> unwanted) {
		packets(unwanted).forEach((packet) -> unsubscribePacket(transport, new LinkedHashSet<>(packet)));
	}

	CompletableFuture<@Nullable Void> unsubscribe(MqttTransport transport, TopicFilter filter) {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		unsubscribePacket(transport, Set.of(filter)).whenComplete((codes, ex) -> {
			boolean gone = ex == null || ex instanceof TransportLostException;
			Throwable failure = gone ? refusal(filter, codes) : ex;
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(null);
			}
		});
		return result;
	}

	private CompletableFuture<List<Integer>> unsubscribePacket(MqttTransport transport, Set<TopicFilter> filters) {
		CompletableFuture<List<Integer>> answer = transport.unsubscribe(filters);
		answer.whenComplete((codes, ex) -> {
			if (ex == null) {
				this.removed.accept(filters);
			}
		});
		return answer;
	}

	private static @Nullable IotConnectionException refusal(TopicFilter filter, @Nullable List<Integer> codes) {
		int code = (codes != null && !codes.isEmpty()) ? codes.get(0) : 0;
		return (code < MqttReasonCodes.FIRST_ERROR) ? null : new IotConnectionException(
				"The subscription to '" + filter + "' was not given up", MqttReasonCodes.ofAcknowledgement(code));
	}

	private static <T> List<List<T>> packets(List<T> all) {
		List<List<T>> packets = new ArrayList<>();
		for (int from = 0; from < all.size(); from += MAX_FILTERS) {
			packets.add(all.subList(from, Math.min(from + MAX_FILTERS, all.size())));
		}
		return packets;
	}

}
