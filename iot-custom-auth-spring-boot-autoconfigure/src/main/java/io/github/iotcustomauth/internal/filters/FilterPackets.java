package io.github.iotcustomauth.internal.filters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.filters.SessionFilter.Standing;
import io.github.iotcustomauth.internal.filters.SessionFilter.State;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE packets, one at a time, and tells their filters what
 * the server answers. Confined to the engine.
 */
final class FilterPackets {

	private static final Log logger = LogFactory.getLog(SessionFilters.class);

	private static final IotFailure NO_REASON_CODE = IotFailure.of(FailureReason.UNKNOWN_REASON_CODE,
			"The SUBACK has fewer reason codes than the SUBSCRIBE had filters; check that the server speaks MQTT 5");

	private final Engine engine;

	private final FilterRefusals refusals;

	private final Runnable answered;

	private @Nullable MqttTransport live;

	private @Nullable Packet inFlight;

	FilterPackets(Engine engine, FilterRefusals refusals, Runnable answered) {
		this.engine = engine;
		this.refusals = refusals;
		this.answered = answered;
	}

	void use(@Nullable MqttTransport transport) {
		this.live = transport;
		this.inFlight = null;
	}

	boolean isLive() {
		return this.live != null;
	}

	boolean isReady() {
		return this.live != null && this.inFlight == null;
	}

	List<TopicFilter> unanswered() {
		return (this.inFlight != null && this.inFlight.isSubscribe()) ? List.copyOf(this.inFlight.names().keySet())
				: List.of();
	}

	void subscribe(List<SessionFilter> filters) {
		filters.forEach(SessionFilter::asked);
		send(new Packet(true, filters));
	}

	void unsubscribe(List<SessionFilter> filters) {
		filters.forEach((filter) -> filter.state = State.LEAVING);
		send(new Packet(false, filters));
	}

	private void send(Packet packet) {
		MqttTransport transport = this.live;
		if (transport == null) {
			return;
		}
		this.inFlight = packet;
		Map<TopicFilter, Qos> names = packet.names();
		(packet.isSubscribe() ? transport.subscribe(names) : transport.unsubscribe(names.keySet()))
			.whenComplete((codes, ex) -> this.engine.execute(() -> answered(transport, packet, codes, ex)));
	}

	// the answer of an earlier transport says nothing about the session of this one
	private void answered(MqttTransport transport, Packet packet, @Nullable List<Integer> codes,
			@Nullable Throwable wrapped) {
		Throwable ex = (wrapped instanceof CompletionException && wrapped.getCause() != null) ? wrapped.getCause()
				: wrapped;
		if (transport != this.live || ex instanceof TransportLostException) {
			return;
		}
		this.inFlight = null;
		for (int i = 0; i < packet.filters().size(); i++) {
			SessionFilter filter = packet.filters().get(i);
			Integer code = (codes != null && i < codes.size()) ? codes.get(i) : null;
			if (packet.isSubscribe()) {
				subscribed(filter, code, ex, packet.filters().size() > 1);
			}
			else {
				unsubscribed(filter, code, ex);
			}
		}
		this.answered.run();
	}

	private void subscribed(SessionFilter filter, @Nullable Integer code, @Nullable Throwable ex, boolean shared) {
		if (ex == null) {
			filter.standing = Standing.ORDINARY;
		}
		else if (shared) {
			filter.standing = Standing.ALONE;
		}
		boolean granted = code != null && code < MqttReasonCodes.FIRST_ERROR;
		boolean unanswered = ex instanceof UnansweredException;
		filter.inSession = granted || unanswered || filter.inSessionBefore;
		if (!filter.inSession) {
			filter.removal.complete(null);
		}
		if (filter.state != State.ASKED) {
			// given up, or wanted once more, meanwhile
			return;
		}
		if (granted) {
			filter.state = State.GRANTED;
			this.refusals.granted(filter);
			filter.answer.complete(null);
		}
		else if (ex != null && shared && !unanswered) {
			// another one may be to blame
			filter.ask();
		}
		else {
			this.refusals.refused(filter, failure(code, ex), !unanswered);
		}
	}

	private void unsubscribed(SessionFilter filter, @Nullable Integer code, @Nullable Throwable ex) {
		if (ex == null && (code == null || code < MqttReasonCodes.FIRST_ERROR)) {
			filter.inSession = false;
			filter.removal.complete(null);
			return;
		}
		IotFailure failure = failure(code, ex);
		String message = "The subscription to '" + PrintableText.of(filter.filter) + "' was not given up";
		logger.warn(message + ", which is tried again on the next connection: " + failure);
		filter.removal.completeExceptionally(new IotConnectionException(message, failure));
		if (ex == null && !filter.isWanted()) {
			filter.handlers = List.of();
		}
	}

	private static IotFailure failure(@Nullable Integer code, @Nullable Throwable ex) {
		if (ex == null) {
			return (code != null) ? MqttReasonCodes.of(code) : NO_REASON_CODE;
		}
		return (ex instanceof IotConnectionException known) ? known.getFailure()
				: IotFailure.of(FailureReason.UNEXPECTED_ERROR).withDetail(-1, ex.getClass().getName());
	}

	private record Packet(boolean isSubscribe, List<SessionFilter> filters) {

		Map<TopicFilter, Qos> names() {
			Map<TopicFilter, Qos> names = new LinkedHashMap<>();
			this.filters.forEach((filter) -> names.put(filter.filter, filter.qos));
			return names;
		}

	}

}
