package io.github.iotcustomauth.local.internal.server;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/**
 * Has things done on the event loop for other threads, which wait for them.
 */
final class EventLoopCall {

	static final int SECONDS = 10;

	private final EventLoop loop;

	EventLoopCall(EventLoop loop) {
		this.loop = loop;
	}

	// Does nothing when the loop has ended: there are no clients any longer. On the loop,
	// where an event listener calls, the task follows what is being done.
	void run(Runnable task) {
		if (this.loop.inEventLoop()) {
			this.loop.execute(task);
			return;
		}
		call(() -> {
			task.run();
			return true;
		}, false);
	}

	<T> T call(Callable<T> task, T afterTheEnd) {
		try {
			return this.loop.inEventLoop() ? task.call() : submit(task, afterTheEnd);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the local endpoint was asked for something", ex);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The local endpoint did not react within " + SECONDS + " seconds", ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException("The local endpoint failed", ex);
		}
	}

	private <T> T submit(Callable<T> task, T afterTheEnd) throws Exception {
		Future<T> result;
		try {
			result = this.loop.submit(task);
		}
		catch (RejectedExecutionException ex) {
			return afterTheEnd;
		}
		try {
			return result.get(SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			result.cancel(false);
		}
	}

}
