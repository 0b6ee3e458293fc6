package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.receiving.Inbound;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgments that reach the server before a live connection is replaced at once, or
 * stopped. Confined to the engine.
 */
final class LastAcknowledgments {

	/**
	 * How long the end waits for the server, which may be out of reach.
	 */
	static final Duration LIMIT = Duration.ofMillis(500);

	private final Inbound inbound;

	private final Engine engine;

	LastAcknowledgments(Inbound inbound, Engine engine) {
		this.inbound = inbound;
		this.engine = engine;
	}

	/**
	 * Acknowledge all handled messages.
	 * @param transport the transport of the live connection, or {@code null}
	 * @param then run once: at once without a connection, otherwise when the server has
	 * received the acknowledgments, the transport has ended or the limit is reached
	 */
	void send(@Nullable MqttTransport transport, Runnable then) {
		if (transport == null) {
			then.run();
			return;
		}
		this.inbound.acknowledgeAtOnce();
		CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
		sent.thenRun(then);
		Engine.Timer limit = this.engine.schedule(() -> sent.complete(null), LIMIT);
		// a DISCONNECT overtakes the PUBACKs that the native client has not written yet
		transport.roundTrip().whenComplete((answer, ex) -> this.engine.execute(() -> {
			limit.cancel();
			sent.complete(null);
		}));
	}

}
