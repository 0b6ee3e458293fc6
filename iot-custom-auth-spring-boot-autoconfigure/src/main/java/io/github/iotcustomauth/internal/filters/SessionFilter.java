package io.github.iotcustomauth.internal.filters;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Topic filter that the application wants or that the session still has. Confined to the
 * engine, like its futures, which no code of the application is chained to.
 */
final class SessionFilter {

	/**
	 * What the application wants and what the server was told. {@code ASKED} and
	 * {@code LEAVING} filters are part of a packet in flight; a {@code LEAVING} filter
	 * stays so until the next connection if the server does not remove it.
	 */
	enum State {

		WANTED, ASKED, GRANTED, REFUSED, GIVEN_UP, LEAVING

	}

	/**
	 * Whether a filter may share a packet: those that failed may not, those that the
	 * quarantine suspects are asked for only in its trials, and those that it convicted
	 * only after a delay.
	 */
	enum Standing {

		ORDINARY, ALONE, SUSPECT, CONVICT

	}

	final TopicFilter filter;

	State state = State.WANTED;

	Standing standing = Standing.ORDINARY;

	Qos qos;

	// immutable, since the event loop reads it
	List<SubscribedHandler> handlers;

	// as far as is known
	boolean inSession;

	boolean inSessionBefore;

	int refusals;

	Engine.@Nullable Timer retry;

	CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();

	CompletableFuture<@Nullable Void> removal = CompletableFuture.completedFuture(null);

	SessionFilter(TopicFilter filter, SubscribedHandler handler) {
		this.filter = filter;
		this.qos = handler.subscription().qos();
		this.handlers = List.of(handler);
	}

	boolean isWanted() {
		return this.state != State.GIVEN_UP && this.state != State.LEAVING;
	}

	boolean isAnswered() {
		return this.state != State.WANTED && this.state != State.ASKED;
	}

	// a connection does not ask before its time
	boolean isConvictOnSchedule() {
		return this.standing == Standing.CONVICT && this.retry != null;
	}

	boolean hasHandlerOf(IotSubscription subscription) {
		return this.handlers.stream().anyMatch((handler) -> handler.subscription() == subscription);
	}

	void want(SubscribedHandler handler) {
		List<SubscribedHandler> others = isWanted() ? without(handler.subscription()) : List.of();
		Qos wanted = handler.subscription().qos();
		this.qos = (isWanted() && this.qos.value() > wanted.value()) ? this.qos : wanted;
		this.handlers = Stream.concat(others.stream(), Stream.of(handler)).toList();
		if (this.state == State.GIVEN_UP) {
			// no UNSUBSCRIBE is in flight
			this.removal.complete(null);
		}
		askAgain();
	}

	// removes the handler of a subscription, unless it is the last one, and tells whether
	// it is
	boolean isLeftBy(IotSubscription subscription) {
		List<SubscribedHandler> others = without(subscription);
		this.handlers = others.isEmpty() ? this.handlers : others;
		return others.isEmpty();
	}

	private List<SubscribedHandler> without(IotSubscription subscription) {
		return this.handlers.stream().filter((handler) -> handler.subscription() != subscription).toList();
	}

	void ask() {
		cancelRetry();
		this.state = State.WANTED;
	}

	void askAgain() {
		if (this.answer.isDone()) {
			this.answer = new CompletableFuture<>();
		}
		ask();
	}

	void asked() {
		this.state = State.ASKED;
		this.inSessionBefore = this.inSession;
		this.inSession = true;
	}

	void giveUp(IotFailure failure) {
		this.state = State.GIVEN_UP;
		// the quarantine drops what is not wanted
		this.standing = Standing.ORDINARY;
		this.removal = new CompletableFuture<>();
		fail(failure);
	}

	void cancelRetry() {
		if (this.retry != null) {
			this.retry.cancel();
			this.retry = null;
		}
	}

	void fail(IotFailure failure) {
		this.answer.completeExceptionally(failed(this.filter.value(), failure));
	}

	static IotConnectionException failed(String name, IotFailure failure) {
		return new IotConnectionException("No subscription to '" + PrintableText.of(name) + "'", failure);
	}

}
