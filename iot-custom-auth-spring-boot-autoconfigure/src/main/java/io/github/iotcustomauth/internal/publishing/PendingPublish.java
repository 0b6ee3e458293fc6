package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.engine.ApplicationFuture;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A publish that has not been answered: the caller's future and the link of the list in
 * one object. Its state is guarded by the lock of {@link PendingPublishes}.
 */
final class PendingPublish extends ApplicationFuture<@Nullable Void> {

	private final IotMessage message;

	private final long bytes;

	private final PendingPublishes owner;

	private final @Nullable PublishStore store;

	private final long number;

	@Nullable PendingPublish previous;

	@Nullable PendingPublish next;

	boolean listed;

	State state = State.UNSENT;

	long acceptedAt;

	// when it may be sent again, if it is delayed
	long dueAt;

	int refusals;

	int unanswered;

	/**
	 * Create a publish.
	 * @param message the message
	 * @param owner told when the caller cancels the future
	 * @param callbacks runs what is chained to the future
	 * @param store the store that has it, or {@code null}
	 * @param number its number in the store
	 * @param beforeWaiting throws an exception on a thread that must not wait for it
	 */
	PendingPublish(IotMessage message, PendingPublishes owner, Executor callbacks, @Nullable PublishStore store,
			long number, Runnable beforeWaiting) {
		super(callbacks, beforeWaiting);
		this.message = message;
		this.bytes = bytes(message);
		this.owner = owner;
		this.store = store;
		this.number = number;
	}

	IotMessage message() {
		return this.message;
	}

	String topic() {
		return this.message.topic();
	}

	boolean isAcknowledged() {
		return this.message.qos() == Qos.AT_LEAST_ONCE;
	}

	boolean isStored() {
		return this.store != null;
	}

	long number() {
		return this.number;
	}

	long bytes() {
		return this.bytes;
	}

	private static long bytes(IotMessage message) {
		long properties = 0;
		for (IotMessage.UserProperty property : message.userProperties()) {
			properties += (long) property.name().length() + property.value().length();
		}
		byte[] correlationData = message.correlationData();
		return message.payload().length + message.topic().length() + properties
				+ ((correlationData != null) ? correlationData.length : 0);
	}

	/**
	 * Time until the message expires.
	 * @param now the monotonic time
	 * @return the nanoseconds, 0 or less when it has expired, {@link Long#MAX_VALUE} when
	 * it never does
	 */
	long left(long now) {
		Duration expiry = this.message.expiry();
		return (expiry != null) ? expiry.toNanos() - (now - this.acceptedAt) : Long.MAX_VALUE;
	}

	/**
	 * The message with the rest of its expiry interval.
	 * @param now the monotonic time
	 * @return what to send
	 */
	IotMessage toSend(long now) {
		Duration expiry = this.message.expiry();
		if (expiry == null) {
			return this.message;
		}
		long second = TimeUnit.SECONDS.toNanos(1);
		long seconds = Math.max(1, (left(now) + second - 1) / second);
		if (seconds >= expiry.toSeconds()) {
			return this.message;
		}
		IotMessage.Builder copy = IotMessage.to(this.message.topic())
			.payload(this.message.payload())
			.qos(this.message.qos())
			.retain(this.message.retain())
			.contentType(this.message.contentType())
			.responseTopic(this.message.responseTopic())
			.correlationData(this.message.correlationData())
			.expiry(Duration.ofSeconds(seconds));
		this.message.userProperties().forEach((property) -> copy.userProperty(property.name(), property.value()));
		return copy.build();
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			// room for others
			this.owner.abandon(this);
		}
		return cancelled;
	}

	/**
	 * Remove it from the store: it will not be sent again.
	 */
	void settle() {
		if (this.store != null) {
			this.store.remove(this.number);
		}
	}

	/**
	 * Leave it in the store, marked with a failure.
	 * @param failure why it was given up
	 */
	void setAside(IotFailure failure) {
		if (this.store != null) {
			this.store.setAside(this.number, failure);
		}
	}

	IotConnectionException failed(IotFailure failure) {
		return failed(failure, null);
	}

	IotConnectionException failed(IotFailure failure, @Nullable Throwable cause) {
		return new IotConnectionException("Message for topic '" + PrintableText.of(topic()) + "' was not published",
				failure, cause);
	}

	/**
	 * Complete the future. Runs what the application has made depend on it.
	 * @param failure the failure, or {@code null} if the publish was successful
	 */
	void end(@Nullable Throwable failure) {
		if (failure != null) {
			completeExceptionally(failure);
		}
		else {
			complete(null);
		}
	}

	/**
	 * State of a publish: {@code UNSENT} waits for the connection or its turn,
	 * {@code IN_FLIGHT} for an answer on the present transport, {@code DELAYED} for its
	 * next try after a quota was exceeded, and {@code HELD} for the verdict on its topic.
	 */
	enum State {

		UNSENT, IN_FLIGHT, DELAYED, HELD

	}

}
