package io.github.iotcustomauth.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A filter that the application has subscribed to, and how the server answered to it.
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

	private final List<SubscribedHandler> handlers;

	private final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();

	private volatile State state = State.WANTED;

	private volatile @Nullable IotFailure refusal;

	Subscription(TopicFilter filter, Qos qos, List<SubscribedHandler> handlers) {
		this.filter = filter;
		this.qos = qos;
		this.handlers = new CopyOnWriteArrayList<>(handlers);
	}

	/**
	 * What it becomes with one more handler.
	 * @param handler the handler
	 * @return a subscription that has not been asked for
	 */
	Subscription with(SubscribedHandler handler) {
		IotSubscription wanted = handler.subscription();
		Subscription result = new Subscription(this.filter,
				(this.qos.value() > wanted.qos().value()) ? this.qos : wanted.qos(), this.handlers);
		result.remove(wanted);
		result.handlers.add(handler);
		return result;
	}

	TopicFilter filter() {
		return this.filter;
	}

	Qos qos() {
		return this.qos;
	}

	List<SubscribedHandler> handlers() {
		return this.handlers;
	}

	boolean remove(IotSubscription subscription) {
		return this.handlers.removeIf((handler) -> handler.subscription() == subscription);
	}

	CompletableFuture<@Nullable Void> answer() {
		return this.answer;
	}

	void fail(IotFailure failure) {
		this.answer.completeExceptionally(failed(this.filter.value(), failure));
	}

	static IotConnectionException failed(String name, IotFailure failure) {
		return new IotConnectionException("No subscription to '" + name + "'", failure);
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
