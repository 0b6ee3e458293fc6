package io.github.iotcustomauth.internal.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingConsumer;

/**
 * The one subscription for all answers. It is made with the first request for the first
 * time, and again after it has failed.
 */
final class ReplySubscription {

	private static final String PROPERTY = "aws.iot.custom-auth.request.reply-topic";

	private final IotConnection connection;

	private final @Nullable String configuredTopic;

	private final ThrowingConsumer<IotMessage> handler;

	private final Consumer<@Nullable Throwable> answered;

	private @Nullable IotSubscription subscription;

	private @Nullable CompletableFuture<@Nullable Void> answer;

	/**
	 * Create the subscription. Nothing is asked for yet.
	 * @param connection the connection
	 * @param topic the topic, or {@code null} to make it of the client id
	 * @param handler gets the answers
	 * @param answered told, each time that the server was asked, that the subscription
	 * was granted ({@code null}) or why it was not; may block
	 */
	ReplySubscription(IotConnection connection, @Nullable String topic, ThrowingConsumer<IotMessage> handler,
			Consumer<@Nullable Throwable> answered) {
		this.connection = connection;
		this.configuredTopic = topic;
		this.handler = handler;
		this.answered = answered;
	}

	/**
	 * The topic for answers.
	 * @return the topic name
	 * @throws IllegalStateException if the client id cannot be part of it
	 */
	String topic() {
		if (this.configuredTopic != null) {
			return this.configuredTopic;
		}
		String topic = "clients/" + this.connection.getClientId() + "/replies";
		try {
			IotMessage.to(topic);
			return topic;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException(
					"The client id makes no topic for answers (%s). Set '%s' to a topic that no other client uses."
						.formatted(ex.getMessage(), PROPERTY),
					ex);
		}
	}

	/**
	 * Ask the server, unless that was done already and did not fail.
	 * @return whether the subscription is there; otherwise the listener will be told
	 */
	boolean ask() {
		TopicFilter filter = TopicFilter.of(topic());
		CompletableFuture<@Nullable Void> asked;
		synchronized (this) {
			CompletableFuture<@Nullable Void> known = this.answer;
			if (known != null && !hasFailed(known, filter)) {
				return known.isDone() && !known.isCompletedExceptionally();
			}
			asked = this.connection.subscribe(subscription(filter)).getGranted();
			this.answer = asked;
		}
		// off the threads of the connection, since an outbox blocks those who publish
		asked.whenCompleteAsync((nothing, ex) -> this.answered.accept(ex));
		return false;
	}

	// one and the same, so that asking again does not add to it
	private IotSubscription subscription(TopicFilter filter) {
		IotSubscription present = this.subscription;
		if (present == null) {
			present = IotSubscription.of(filter, this.handler);
			this.subscription = present;
		}
		return present;
	}

	// what was granted once may be refused on the next connection
	private boolean hasFailed(CompletableFuture<@Nullable Void> known, TopicFilter filter) {
		return known.isCompletedExceptionally()
				|| (known.isDone() && this.connection.getRefusedSubscriptions().containsKey(filter));
	}

}
