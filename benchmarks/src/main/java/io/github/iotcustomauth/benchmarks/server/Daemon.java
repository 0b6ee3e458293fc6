package io.github.iotcustomauth.benchmarks.server;

import java.io.IOException;

/**
 * Thread that serves sockets and ends with them.
 */
@FunctionalInterface
interface Daemon {

	void run() throws IOException;

	static void start(String name, Daemon work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// the socket is closed
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

}
