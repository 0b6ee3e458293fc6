package io.github.iotcustomauth.internal.publishing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Lock of some state. What the state's changes make necessary, such as the completion of
 * futures, is collected and run without the lock.
 */
public final class GuardedState {

	private final ReentrantLock lock;

	/**
	 * Create a guard.
	 * @param lock the lock, which others may use as well
	 */
	public GuardedState(ReentrantLock lock) {
		this.lock = lock;
	}

	/**
	 * Change the state.
	 * @param work changes it, and adds what to do without the lock
	 */
	public void change(Consumer<List<Runnable>> work) {
		get((afterwards) -> {
			work.accept(afterwards);
			return null;
		});
	}

	/**
	 * Look at the state, and perhaps change it.
	 * @param <T> the type of the result
	 * @param work does so, and adds what to do without the lock
	 * @return the result of the work
	 */
	public <T extends @Nullable Object> T get(Function<List<Runnable>, T> work) {
		List<Runnable> afterwards = new ArrayList<>(1);
		this.lock.lock();
		try {
			return work.apply(afterwards);
		}
		finally {
			this.lock.unlock();
			afterwards.forEach(Runnable::run);
		}
	}

}
