package io.github.iotcustomauth.local.internal.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.internal.http.ConnectionCalls;
import io.github.iotcustomauth.local.internal.http.MessageCalls;
import io.github.iotcustomauth.local.internal.session.SessionContext;

/**
 * Calls of AWS IoT Core's data plane for other threads, which wait for them.
 */
public final class DataPlane {

	private final EventLoopCall loop;

	private final ConnectionCalls connections;

	private final MessageCalls messages;

	DataPlane(SessionContext context, EventLoopCall loop) {
		this.loop = loop;
		this.connections = new ConnectionCalls(context);
		this.messages = new MessageCalls(context, this.connections);
	}

	public void publish(LocalIotCoreMessage message) {
		this.loop.run(() -> this.messages.publish(message));
	}

	/**
	 * Send a message to a connected client.
	 * @param clientId the client id
	 * @param message the message
	 * @param timeout the time limit of the acknowledgment
	 * @return completes on a thread of the common pool: what is chained to it may block
	 */
	public CompletableFuture<Void> sendDirectMessage(String clientId, LocalIotCoreMessage message, Duration timeout) {
		CompletableFuture<Void> delivery = new CompletableFuture<>();
		this.loop.call(() -> this.messages.sendDirectMessage(clientId, message, timeout),
				CompletableFuture.<Void>failedFuture(
						new DataPlaneException(DataPlaneException.Reason.NOT_FOUND, "The local endpoint has stopped")))
			.whenCompleteAsync((sent, failure) -> {
				if (failure != null) {
					delivery.completeExceptionally(failure);
				}
				else {
					delivery.complete(null);
				}
			});
		return delivery;
	}

	public ClientConnection getConnection(String clientId) {
		return this.loop.call(() -> this.connections.getConnection(clientId),
				new ClientConnection(clientId, false, false, 0, 0, null, null, null, null));
	}

	public Map<String, Integer> getSubscriptions(String clientId) {
		return this.loop.call(() -> this.connections.listSubscriptions(clientId), Map.of());
	}

	public void deleteConnection(String clientId, boolean cleanSession, boolean preventWill) {
		this.loop.run(() -> this.connections.deleteConnection(clientId, cleanSession, preventWill));
	}

	public List<LocalIotCoreMessage> getRetainedMessages() {
		return this.loop.call(this.connections::listRetainedMessages, List.of());
	}

}
