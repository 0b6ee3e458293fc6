package io.github.iotcustomauth.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import io.github.iotcustomauth.internal.text.LoggableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one key of {@link KeyedTasks}, guarded by their lock.
 */
final class TaskLane {

	private static final Log logger = LogFactory.getLog(KeyedTasks.class);

	final String key;

	final Deque<QueuedTask> tasks = new ArrayDeque<>();

	@Nullable QueuedTask current;

	// ready, or one of its tasks runs
	boolean active;

	TaskLane(String key) {
		this.key = key;
	}

	QueuedTask current() {
		return Objects.requireNonNull(this.current);
	}

	// without the lock; whatever the task throws, even if it cannot be logged, the next
	// ones run
	@SuppressWarnings({ "CatchingUnchecked", "EmptyCatch" })
	void runCurrent() {
		try {
			current().run();
		}
		catch (Throwable ex) {
			try {
				logger.error("A task failed", LoggableException.of(ex));
			}
			catch (Throwable again) {
				// for want of memory, or the exception fails itself
			}
		}
	}

}
