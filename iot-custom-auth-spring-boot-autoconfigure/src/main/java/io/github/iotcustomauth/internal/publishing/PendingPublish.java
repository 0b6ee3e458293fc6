package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.engine.ApplicationFuture;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A publish that has not been answered: the caller's future and the link of the list in
 * one object. Its state is guarded by the lock of {@link PendingPublishes}.
 */
public final class PendingPublish extends ApplicationFuture<@Nullable Void> {

	private IotMessage message;

	private long bytes;

	private boolean loaded = true;

	private final PendingPublishes owner;

	private final @Nullable PublishRow row;

	@Nullable PendingPublish previous;

	@Nullable PendingPublish next;

	boolean listed;

	State state = State.UNSENT;

	long acceptedAt;

	long sentAt;

	// when it may be sent again, if it is delayed
	long dueAt;

	int refusals;

	int unanswered;

	/**
	 * Create a publish.
	 * @param message the message
	 * @param owner told when the caller cancels the future
	 * @param callbacks runs what is chained to the future
	 * @param row its durable copy, or {@code null}
	 * @param beforeWaiting throws an exception on a thread that must not wait for it
	 */
	PendingPublish(IotMessage message, PendingPublishes owner, Executor callbacks, @Nullable PublishRow row,
			Runnable beforeWaiting) {
		super(callbacks, beforeWaiting);
		this.message = message;
		this.bytes = bytes(message);
		this.owner = owner;
		this.row = row;
	}

	IotMessage message() {
		return this.message;
	}

	public String topic() {
		return this.message.topic();
	}

	boolean isAcknowledged() {
		return this.message.qos() == Qos.AT_LEAST_ONCE;
	}

	boolean isStored() {
		return this.row != null;
	}

	/**
	 * Whether its caller does not want it to be sent any more. A stored one is sent
	 * although its future was completed, for instance by a time limit.
	 * @return whether it need not be sent
	 */
	public boolean isGivenUp() {
		return isStored() ? isCancelled() : isDone();
	}

	/**
	 * Forget all but the topic while the message waits in the store. To be called while
	 * it is not listed, as is {@link #load(IotMessage)}.
	 */
	public void unload() {
		this.message = IotMessage.of(topic(), "");
		this.loaded = false;
	}

	/**
	 * Whether it has all of its message.
	 * @return whether it can be sent
	 */
	public boolean isLoaded() {
		return this.loaded;
	}

	/**
	 * Take the message that was read from the store.
	 * @param stored the message
	 */
	public void load(IotMessage stored) {
		this.message = stored;
		this.bytes = bytes(stored);
		this.loaded = true;
	}

	long bytes() {
		return this.bytes;
	}

	private static long bytes(IotMessage message) {
		long properties = 0;
		for (Map.Entry<String, String> property : message.userProperties()) {
			properties += (long) property.getKey().length() + property.getValue().length();
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
		this.message.userProperties().forEach((property) -> copy.userProperty(property.getKey(), property.getValue()));
		return copy.build();
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		// room for others
		if (cancelled && !this.owner.abandon(this) && this.row != null) {
			this.row.canceled();
		}
		return cancelled;
	}

	/**
	 * Remove it from the store: it will not be sent again.
	 */
	public void settle() {
		if (this.row != null) {
			this.row.remove();
		}
	}

	/**
	 * Leave it in the store, marked with a failure.
	 * @param failure why it was given up
	 */
	void setAside(IotFailure failure) {
		if (this.row != null) {
			this.row.setAside(failure);
		}
	}

	/**
	 * The exception for a failure of this publish.
	 * @param failure the failure
	 * @return the exception
	 */
	public IotConnectionException failed(IotFailure failure) {
		return failed(failure, null);
	}

	/**
	 * The exception for a failure of this publish.
	 * @param failure the failure
	 * @param cause what it comes from, or {@code null}
	 * @return the exception
	 */
	public IotConnectionException failed(IotFailure failure, @Nullable Throwable cause) {
		return new IotConnectionException("Message for topic '" + PrintableText.of(topic()) + "' was not published",
				failure, cause);
	}

	/**
	 * Complete the future of a publish that has its final outcome. Runs what the
	 * application has made depend on it.
	 * @param failure the failure, or {@code null} if the publish was successful
	 */
	public void end(@Nullable Throwable failure) {
		this.owner.ended(this, failure);
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
