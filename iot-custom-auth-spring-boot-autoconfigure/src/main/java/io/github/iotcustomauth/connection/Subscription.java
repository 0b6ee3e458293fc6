package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessageHandler;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A subscription and how the server answered to it.
 */
final class Subscription {

	/**
	 * What the server says of a subscription.
	 */
	enum State {

		/**
		 * Not asked for on the current session, or not answered yet.
		 */
		WANTED,

		/**
		 * Granted on the current session.
		 */
		GRANTED,

		/**
		 * Refused: not asked for again until the application does.
		 */
		REFUSED

	}

	private final TopicFilter filter;

	private final Qos qos;

	private final IotMessageHandler handler;

	private final SerialQueue queue;

	private final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();

	private volatile State state = State.WANTED;

	private volatile @Nullable IotFailure refusal;

	Subscription(TopicFilter filter, Qos qos, IotMessageHandler handler, SerialQueue queue) {
		this.filter = filter;
		this.qos = qos;
		this.handler = handler;
		this.queue = queue;
	}

	TopicFilter filter() {
		return this.filter;
	}

	Qos qos() {
		return this.qos;
	}

	IotMessageHandler handler() {
		return this.handler;
	}

	SerialQueue queue() {
		return this.queue;
	}

	CompletableFuture<@Nullable Void> answer() {
		return this.answer;
	}

	State state() {
		return this.state;
	}

	void state(State state) {
		this.state = state;
	}

	void refused(IotFailure failure) {
		this.refusal = failure;
		this.state = State.REFUSED;
	}

	/**
	 * Why the server refused it.
	 * @return the failure, or {@code null} if it did not
	 */
	@Nullable IotFailure refusal() {
		return this.refusal;
	}

}
