package io.github.iotcustomauth.local.internal.session;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks the authorizer on a worker thread, waits as long as AWS does, and brings the one
 * decision back to the event loop. The time that an attempt waits for a thread, of which
 * AWS has enough, does not count as that of the authorizer.
 */
public final class AuthorizerCall {

	static final int QUEUE_SECONDS = 20;

	private final SessionContext sessionContext;

	private final ConnectAttempt attempt;

	private final Consumer<ConnectDecision> receiver;

	private java.util.concurrent.@Nullable Future<?> task;

	private boolean decided;

	private @Nullable Future<?> limit;

	public AuthorizerCall(SessionContext sessionContext, ConnectAttempt attempt, Consumer<ConnectDecision> receiver) {
		this.sessionContext = sessionContext;
		this.attempt = attempt;
		this.receiver = receiver;
	}

	public void start() {
		try {
			this.task = this.sessionContext.workers().submit(this::ask);
			limit(QUEUE_SECONDS, "no thread was free to ask the authorizer within " + QUEUE_SECONDS + " seconds");
		}
		catch (RejectedExecutionException ex) {
			decide(new ConnectDecision.Refused("too many connection attempts are waiting for the authorizer"));
		}
	}

	private void limit(int seconds, String refusal) {
		if (this.decided) {
			return;
		}
		if (this.limit != null) {
			this.limit.cancel(false);
		}
		this.limit = this.sessionContext.loop().schedule(() -> {
			if (this.task != null) {
				this.task.cancel(true);
			}
			decide(new ConnectDecision.Refused(refusal));
		}, seconds, TimeUnit.SECONDS);
	}

	private void ask() {
		this.sessionContext.loop()
			.execute(() -> limit(Limits.AUTHORIZER_SECONDS,
					"the authorizer did not answer within " + Limits.AUTHORIZER_SECONDS + " seconds"));
		ConnectDecision decision;
		try {
			decision = this.sessionContext.authorizer().authorize(this.attempt);
		}
		catch (Throwable ex) {
			// whatever it is, a class that is missing included, the client waits for an
			// answer; its message may quote what the client presented
			decision = new ConnectDecision.Refused("the authorizer failed: " + ex.getClass().getName());
		}
		ConnectDecision answer = guard(decision);
		this.sessionContext.loop().execute(() -> decide(answer));
	}

	private ConnectDecision guard(@Nullable ConnectDecision decision) {
		if (decision instanceof ConnectDecision.Granted granted) {
			return new ConnectDecision.Granted(
					granted.principalId(), new GuardedPolicies(granted.policies())
						.toldTo(this.sessionContext.listener(), this.attempt.clientId()),
					granted.disconnectAfter(), granted.refreshAfter());
		}
		return (decision != null) ? decision
				: new ConnectDecision.Refused("the authorizer decided nothing: it returned null");
	}

	private void decide(ConnectDecision decision) {
		if (this.decided) {
			return;
		}
		this.decided = true;
		if (this.limit != null) {
			this.limit.cancel(false);
		}
		this.receiver.accept(decision);
	}

}
