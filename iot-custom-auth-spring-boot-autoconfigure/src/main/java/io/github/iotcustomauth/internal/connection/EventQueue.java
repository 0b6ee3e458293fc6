package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.KeyedTasks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells about a connection, one event after the other and on a thread of the application.
 * Thread-safe; accepting an event does not block.
 */
final class EventQueue implements Consumer<Object> {

	private static final Log logger = LogFactory.getLog(DefaultIotConnection.class);

	private static final int MAX_QUEUED = 1000;

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	private final Consumer<Object> listener;

	private final KeyedTasks tasks;

	/**
	 * Create a queue.
	 * @param listener told about the events; may block
	 * @param pool runs the listener
	 * @param engine tries again when the pool has no thread
	 */
	EventQueue(Consumer<Object> listener, Executor pool, Engine engine) {
		this.listener = listener;
		this.tasks = new KeyedTasks(pool, (task) -> engine.schedule(task, RETRY_INTERVAL), 1, MAX_QUEUED,
				Long.MAX_VALUE);
	}

	@Override
	public void accept(Object event) {
		// after a stop that ran out of time nothing is told
		if (!this.tasks.offer("", () -> this.listener.accept(event)) && !this.tasks.isInterrupted()) {
			logger.warn("A listener of connection events is too slow: " + event.getClass().getSimpleName()
					+ " was dropped");
		}
	}

	/**
	 * Accept events, also after an interruption.
	 */
	void open() {
		this.tasks.resume();
	}

	CompletableFuture<@Nullable Void> whenIdle() {
		return this.tasks.whenIdle();
	}

	/**
	 * Drop what waits, interrupt the listener and accept no more.
	 */
	void interrupt() {
		this.tasks.interrupt();
	}

}
