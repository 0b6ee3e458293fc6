package io.github.iotcustomauth.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tasks of one key of {@link KeyedTasks}, guarded by their lock.
 */
final class TaskLane {

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

}
