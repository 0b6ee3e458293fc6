package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.transport.MqttReasonCodes;
import io.github.iotcustomauth.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.transport.MqttTransport.UnansweredException;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 1 publish that waits for its PUBACK: the caller's future, the callback of the
 * transport and the link of the list in one object.
 */
final class PendingPublish extends CompletableFuture<@Nullable Void> implements BiConsumer<Integer, Throwable> {

	// a second time, it is the message or the server rather than the network
	private static final int MAX_UNANSWERED = 2;

	private final IotMessage message;

	private final PendingPublishes owner;

	private final @Nullable Runnable settled;

	@Nullable PendingPublish previous;

	@Nullable PendingPublish next;

	boolean listed;

	private int unanswered;

	/**
	 * Create a publish.
	 * @param message the message
	 * @param owner told when it has been answered
	 * @param settled to be run when it needs not be sent any more, on any thread; must
	 * not block. {@code null} if it is not stored beyond the end of the process
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
		long properties = message.userProperties()
			.stream()
			.mapToLong((property) -> (long) property.name().length() + property.value().length())
			.sum();
		byte[] correlationData = message.correlationData();
		return message.payload().length + message.topic().length() + properties
				+ ((correlationData != null) ? correlationData.length : 0);
	}

	@Override
	public void accept(@Nullable Integer reasonCode, @Nullable Throwable ex) {
		if (ex instanceof TransportLostException || (ex instanceof UnansweredException && isSentAgain())) {
			// stays in the list, for the next transport
			return;
		}
		IotFailure refusal = refusal(reasonCode);
		if (refusal != null && refusal.kind() == Kind.THROTTLED && isStored()) {
			this.owner.sendLater(this);
			return;
		}
		CompletableFuture<@Nullable Void> drained = this.owner.remove(this);
		if (ex != null) {
			completeExceptionally(ex);
		}
		else if (refusal != null) {
			fail(refusal);
		}
		else {
			complete(null);
		}
		settle(drained);
	}

	private static @Nullable IotFailure refusal(@Nullable Integer reasonCode) {
		return (reasonCode != null && reasonCode >= MqttReasonCodes.FIRST_ERROR)
				? MqttReasonCodes.ofAcknowledgement(reasonCode) : null;
	}

	// what was stored is sent until the server answers
	private boolean isSentAgain() {
		return isStored() || ++this.unanswered < MAX_UNANSWERED;
	}

	private boolean isStored() {
		return this.settled != null;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			// room for others
			abandon();
		}
		return cancelled;
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
