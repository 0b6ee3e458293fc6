package io.github.iotcustomauth.local;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Observer of what the authorizers and policies of a {@link LocalIotCore} decide, and
 * why. It must not block, and its exceptions are logged. Without an observer nothing of
 * this is recorded.
 *
 * @see LocalIotCore#addObserver(LocalIotCoreObserver)
 */
public interface LocalIotCoreObserver {

	/**
	 * An authorizer was called. Invoked on the thread of the authorizer.
	 * @param call the call
	 */
	default void authorizerCalled(AuthorizerCall call) {
	}

	/**
	 * The policies of a client decided about an action. Invoked on the event loop, for
	 * each message as well.
	 * @param decision the decision
	 */
	default void policyDecided(Decision decision) {
	}

	/**
	 * A call of an authorizer, be it a bean, a function or a list of users. Password,
	 * token and signature are replaced by {@code ***}, and so is the value of every
	 * header and parameter that is not known to be harmless.
	 *
	 * @param at when it was called
	 * @param authorizer the name of the authorizer
	 * @param clientId the client id, empty when the client sent none
	 * @param result what came of it
	 * @param duration how long it took
	 * @param event the JSON text of what the authorizer was asked, where a value has 1024
	 * characters at most
	 * @param answer the JSON text of what it answered, or {@code null} when it failed
	 * @param failure why the endpoint refuses the client, or {@code null} when it does
	 * not
	 */
	record AuthorizerCall(Instant at, String authorizer, String clientId, Result result, Duration duration,
			String event, @Nullable String answer, @Nullable String failure) {
	}

	/**
	 * What came of a call.
	 */
	enum Result {

		/**
		 * The client is authenticated.
		 */
		GRANTED,

		/**
		 * The authorizer answered that the client is not authenticated.
		 */
		REFUSED,

		/**
		 * There is no answer, or none that AWS IoT Core would take.
		 */
		FAILED

	}

	/**
	 * A decision of the policies of a client.
	 *
	 * @param at when it was made
	 * @param clientId the client id, empty for a request over HTTPS
	 * @param action the action, for instance {@code iot:Publish}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code topic/home/kitchen}
	 * @param allowed whether the action is allowed
	 * @param explanation where the statement is that decided, or which one came nearest
	 * to allow the action
	 * @param statement the JSON text of the statement that decided, or {@code null} when
	 * none applied
	 */
	record Decision(Instant at, String clientId, String action, String resource, boolean allowed, String explanation,
			@Nullable String statement) {
	}

}
