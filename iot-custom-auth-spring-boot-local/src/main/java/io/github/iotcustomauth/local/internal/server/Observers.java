package io.github.iotcustomauth.local.internal.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreObserver;
import io.github.iotcustomauth.local.LocalIotCoreObserver.AuthorizerCall;
import io.github.iotcustomauth.local.LocalIotCoreObserver.Decision;
import io.github.iotcustomauth.local.LocalIotCoreObserver.Result;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer.CallListener;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The observers of an endpoint. Nothing is put together for them while there is none.
 */
public final class Observers {

	private static final Log logger = LogFactory.getLog(Observers.class);

	private final List<LocalIotCoreObserver> observers = new CopyOnWriteArrayList<>();

	public void add(LocalIotCoreObserver observer) {
		this.observers.add(observer);
	}

	public void remove(LocalIotCoreObserver observer) {
		this.observers.remove(observer);
	}

	/**
	 * Listen to one call of an authorizer.
	 * @param clientId the client id
	 * @param onAsked to be run right before the authorizer is asked
	 * @return the listener
	 */
	CallListener onCall(String clientId, Runnable onAsked) {
		return this.observers.isEmpty() ? onAsked::run : new ObservedCall(EventLog.shown(clientId), onAsked);
	}

	void decided(String clientId, PolicyDecision decision) {
		if (!this.observers.isEmpty()) {
			PolicyDecision.Match match = decision.match();
			Decision told = new Decision(Instant.now(), clientId, decision.action(), decision.resource(),
					decision.isAllowed(), explanation(decision),
					(match != null) ? RedactedJson.of(match.statement()) : null);
			tell((observer) -> observer.policyDecided(told));
		}
	}

	private static String explanation(PolicyDecision decision) {
		PolicyDecision.Match match = decision.match();
		if (match != null) {
			return match.place() + " for " + match.resource();
		}
		if (decision.isAllowed()) {
			return "no statement is known";
		}
		return "no statement allows it" + ((decision.nearestMiss() != null) ? "; " + decision.nearestMiss() : "");
	}

	private void tell(Consumer<LocalIotCoreObserver> call) {
		this.observers.forEach((observer) -> {
			try {
				call.accept(observer);
			}
			catch (Throwable ex) {
				// nor may an assertion of a test get into the way of the endpoint
				logger.warn("An observer of the local endpoint failed", ex);
			}
		});
	}

	/**
	 * A call that is told to the observers.
	 */
	private final class ObservedCall implements CallListener {

		private final String clientId;

		private final Runnable onAsked;

		private Instant at = Instant.EPOCH;

		private long begin;

		ObservedCall(String clientId, Runnable onAsked) {
			this.clientId = clientId;
			this.onAsked = onAsked;
		}

		@Override
		public void asked() {
			this.onAsked.run();
			this.at = Instant.now();
			this.begin = System.nanoTime();
		}

		@Override
		public void answered(String authorizer, AuthorizerEvent event, @Nullable AuthorizerResponse response,
				ConnectDecision decision) {
			Duration duration = Duration.ofNanos(System.nanoTime() - this.begin);
			AuthorizerCall call = new AuthorizerCall(this.at, authorizer, this.clientId, result(response, decision),
					duration, RedactedJson.of(event), (response != null) ? RedactedJson.of(response, event) : null,
					(decision instanceof ConnectDecision.Refused refused) ? refused.reason() : null);
			tell((observer) -> observer.authorizerCalled(call));
		}

		private static Result result(@Nullable AuthorizerResponse response, ConnectDecision decision) {
			if (decision instanceof ConnectDecision.Granted) {
				return Result.GRANTED;
			}
			return (response != null && Objects.equals(response.isAuthenticated(), false)) ? Result.REFUSED
					: Result.FAILED;
		}

	}

}
