package io.github.iotcustomauth.internal.filters;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.filters.SessionFilter.Standing;
import io.github.iotcustomauth.internal.filters.SessionFilter.State;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reports refused topic filters and schedules when they are asked for again.
 * <p>
 * AWS IoT Core asks an authorizer for a new policy every 5 minutes by default, so that a
 * refusal by policy does not change sooner. Each delay doubles up to a limit, and is up
 * to half as long again, so that a fleet does not ask at the same time.
 */
final class FilterRefusals {

	private static final Log logger = LogFactory.getLog(SessionFilters.class);

	private static final Duration AFTER_POLICY = Duration.ofMinutes(5);

	private static final Duration AFTER_BUSY_SERVER = Duration.ofSeconds(10);

	private static final Duration MAX_DELAY = Duration.ofMinutes(40);

	private static final Duration AFTER_HANG_UP = Duration.ofHours(1);

	private static final Duration MAX_AFTER_HANG_UP = Duration.ofHours(16);

	private final Engine engine;

	private final ConnectionSettings settings;

	private final Consumer<Object> events;

	private final Runnable retry;

	private final Map<TopicFilter, RefusedSubscription> refused = new ConcurrentHashMap<>();

	FilterRefusals(Engine engine, ConnectionSettings settings, Consumer<Object> events, Runnable retry) {
		this.engine = engine;
		this.settings = settings;
		this.events = events;
		this.retry = retry;
	}

	Map<TopicFilter, RefusedSubscription> refused() {
		return Map.copyOf(this.refused);
	}

	void hungUp(SessionFilter filter) {
		boolean again = filter.standing == Standing.CONVICT;
		filter.standing = Standing.CONVICT;
		filter.refusals = again ? filter.refusals : 0;
		refused(filter, IotFailure.of(FailureReason.SERVER_HUNG_UP),
				delay(AFTER_HANG_UP, MAX_AFTER_HANG_UP, filter.refusals));
	}

	void refused(SessionFilter filter, IotFailure failure, boolean answered) {
		boolean busy = !answered || failure.kind() == Kind.THROTTLED;
		refused(filter, failure, delay(busy ? AFTER_BUSY_SERVER : AFTER_POLICY, MAX_DELAY, filter.refusals));
	}

	private Duration delay(Duration first, Duration limit, int earlier) {
		long millis = Math.min(first.toMillis() << Math.min(earlier, 20), limit.toMillis());
		return Duration.ofMillis(millis + (long) (millis * this.engine.random() / 2));
	}

	private void refused(SessionFilter filter, IotFailure reported, Duration delay) {
		String name = PrintableText.of(filter.filter);
		IotFailure failure = Diagnosis.of(Situation.subscribing(reported, filter.filter.value()));
		Instant next = this.engine.now().plus(delay);
		filter.refusals++;
		RefusedSubscription refusal = new RefusedSubscription(this.settings.name(), this.settings.clientId(),
				filter.filter, failure, next);
		this.refused.put(filter.filter, refusal);
		filter.state = State.REFUSED;
		filter.cancelRetry();
		filter.retry = this.engine.schedule(() -> {
			filter.ask();
			this.retry.run();
		}, delay);
		logger.warn("Subscription to '" + name + "' was refused: " + failure + ". Next attempt at " + next
				+ ((filter.standing != Standing.CONVICT) ? ", or on the next connection" : ""));
		this.events.accept(refusal);
		filter.fail(failure);
	}

	void granted(SessionFilter filter) {
		if (this.refused.remove(filter.filter) != null) {
			logger.info("Subscription to '" + PrintableText.of(filter.filter) + "' is granted after " + filter.refusals
					+ " refusals");
		}
		filter.refusals = 0;
	}

	void forget(SessionFilter filter) {
		filter.cancelRetry();
		this.refused.remove(filter.filter);
	}

}
