package io.github.iotcustomauth.internal.listener;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * A thread that keeps the JVM running for an application that only listens: all other
 * threads of the library are daemons.
 */
final class KeepAliveThread {

	private @Nullable CountDownLatch end;

	/**
	 * Keep the JVM running, or not any more.
	 * @param needed whether something has to be kept running
	 */
	synchronized void keep(boolean needed) {
		CountDownLatch running = this.end;
		if (needed && running == null) {
			this.end = start();
		}
		else if (!needed && running != null) {
			this.end = null;
			running.countDown();
		}
	}

	private static CountDownLatch start() {
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> awaitEnd(end), "iot-listener-keep-alive");
		// not that of the thread that has started a listener
		thread.setDaemon(false);
		thread.start();
		return end;
	}

	private static void awaitEnd(CountDownLatch end) {
		while (end.getCount() > 0) {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				// there is nothing to interrupt
			}
		}
	}

}
