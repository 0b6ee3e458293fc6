package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.KeyedTasks;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a connection, which are paused and stopped together, those of
 * subscriptions that were given up included. Thread-safe.
 */
final class SubscribedHandlers {

	// for each subscription; QoS 1 messages may use as much again
	private static final int MAX_COUNT = 1000;

	private static final long MAX_BYTES = 8 * 1024 * 1024;

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final Executor pool;

	private final Engine engine;

	private final ErrorHandling errorHandling;

	private final ConnectionMeters meters;

	// a handler with work to do is referred to by its tasks
	private final Set<SubscribedHandler> handlers = Collections.newSetFromMap(new WeakHashMap<>());

	private boolean paused;

	SubscribedHandlers(Executor pool, Engine engine, ErrorHandling errorHandling, ConnectionMeters meters) {
		this.pool = pool;
		this.engine = engine;
		this.errorHandling = errorHandling;
		this.meters = meters;
	}

	synchronized SubscribedHandler add(IotSubscription subscription, RedeliveryRequest redelivery) {
		KeyedTasks tasks = new KeyedTasks(this.pool, (task) -> this.engine.schedule(task, RETRY),
				subscription.concurrency(), MAX_COUNT, MAX_BYTES);
		SubscribedHandler handler = new SubscribedHandler(subscription, tasks, this.errorHandling, redelivery,
				this.meters.listener(id(subscription)));
		this.handlers.add(handler);
		if (this.paused) {
			tasks.pause();
		}
		return handler;
	}

	// one that has no name is called like its topics, which may have ids of devices
	private static @Nullable String id(IotSubscription subscription) {
		String topics = subscription.filters().stream().map(TopicFilter::value).collect(Collectors.joining(", "));
		return subscription.name().equals(topics) ? null : subscription.name();
	}

	// messages that wait or are handled
	int inWork() {
		return snapshot().stream().mapToInt((handler) -> handler.tasks().size()).sum();
	}

	// drop the messages that wait and that the server sends again
	void dropSentAgain(Object session) {
		snapshot().forEach((handler) -> handler.tasks()
			.drop((task) -> task instanceof DeliveryPart part && part.delivery().isSentAgainIn(session)));
	}

	CompletableFuture<@Nullable Void> pause() {
		synchronized (this) {
			this.paused = true;
		}
		snapshot().forEach((handler) -> handler.tasks().pause());
		return whenIdle();
	}

	void resume() {
		synchronized (this) {
			this.paused = false;
		}
		snapshot().forEach((handler) -> handler.tasks().resume());
	}

	void interrupt() {
		snapshot().forEach((handler) -> handler.interrupt());
	}

	CompletableFuture<@Nullable Void> whenIdle() {
		return CompletableFuture
			.allOf(snapshot().stream().map((handler) -> handler.tasks().whenIdle()).toArray(CompletableFuture[]::new));
	}

	List<SubscribedHandler> of(IotSubscription subscription) {
		return snapshot().stream().filter((handler) -> handler.subscription() == subscription).toList();
	}

	private synchronized Collection<SubscribedHandler> snapshot() {
		return List.copyOf(this.handlers);
	}

}
