package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 1 publish that waits for its PUBACK: the caller's future, the callback of the
 * transport and the link of the list in one object.
 */
final class PendingPublish extends CompletableFuture<@Nullable Void> implements BiConsumer<Integer, Throwable> {

	private final IotMessage message;

	private final PendingPublishes owner;

	private final @Nullable Runnable settled;

	@Nullable PendingPublish previous;

	@Nullable PendingPublish next;

	boolean listed;

	/**
	 * Create a publish.
	 * @param message the message
	 * @param owner told when it has been answered
	 * @param settled to be run when it needs not be sent any more, on any thread; must
	 * not block
	 */
	PendingPublish(IotMessage message, PendingPublishes owner, @Nullable Runnable settled) {
		this.message = message;
		this.owner = owner;
		this.settled = settled;
	}

	IotMessage message() {
		return this.message;
	}

	static long bytes(IotMessage message) {
		return (long) message.payload().length + message.topic().length();
	}

	@Override
	public void accept(@Nullable Integer reasonCode, @Nullable Throwable ex) {
		if (ex instanceof MqttTransport.TransportLostException) {
			// stays in the list, for the next transport
			return;
		}
		CompletableFuture<@Nullable Void> drained = this.owner.remove(this);
		if (ex != null) {
			completeExceptionally(ex);
		}
		else if (reasonCode != null && reasonCode >= MqttReasonCodes.FIRST_ERROR) {
			fail(MqttReasonCodes.ofAcknowledgement(reasonCode));
		}
		else {
			complete(null);
		}
		settle(drained);
	}

	/**
	 * Forget it, because the caller has completed the future.
	 */
	void abandon() {
		settle(this.owner.remove(this));
	}

	private void settle(@Nullable CompletableFuture<@Nullable Void> drained) {
		if (this.settled != null) {
			this.settled.run();
		}
		if (drained != null) {
			drained.complete(null);
		}
	}

	boolean fail(IotFailure failure) {
		return completeExceptionally(failed(this.message, failure));
	}

	static IotConnectionException failed(IotMessage message, IotFailure failure) {
		return new IotConnectionException("Message for topic '" + message.topic() + "' was not published", failure);
	}

}
