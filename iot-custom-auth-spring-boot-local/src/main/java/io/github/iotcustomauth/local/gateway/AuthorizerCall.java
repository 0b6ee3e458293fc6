package io.github.iotcustomauth.local.gateway;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks the authorizer on a worker thread, waits as long as AWS does, and brings the one
 * decision back to the event loop.
 */
final class AuthorizerCall {

	private final GatewayContext gateway;

	private final ConnectAttempt attempt;

	private final Consumer<ConnectDecision> receiver;

	private boolean decided;

	private @Nullable Future<?> limit;

	AuthorizerCall(GatewayContext gateway, ConnectAttempt attempt, Consumer<ConnectDecision> receiver) {
		this.gateway = gateway;
		this.attempt = attempt;
		this.receiver = receiver;
	}

	void start() {
		try {
			java.util.concurrent.Future<?> task = this.gateway.workers().submit(this::ask);
			this.limit = this.gateway.loop().schedule(() -> {
				task.cancel(true);
				decide(new ConnectDecision.Refused(
						"the authorizer did not answer within " + Limits.AUTHORIZER_SECONDS + " seconds"));
			}, Limits.AUTHORIZER_SECONDS, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			decide(new ConnectDecision.Refused("too many connection attempts are waiting for the authorizer"));
		}
	}

	private void ask() {
		ConnectDecision decision;
		try {
			decision = this.gateway.authorizer().authorize(this.attempt);
		}
		catch (Throwable ex) {
			// whatever it is, a class that is missing included, the client waits for an
			// answer; its message may quote what the client presented
			decision = new ConnectDecision.Refused("the authorizer failed: " + ex.getClass().getName());
		}
		ConnectDecision answer = decision;
		this.gateway.loop().execute(() -> decide(answer));
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
