package io.github.iotcustomauth.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A network that may stop to take anything: the sender's buffers fill up.
 */
public final class StallingProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean stalled;

	public StallingProxy(int target) {
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(() -> {
			while (!this.listener.isClosed()) {
				Socket client = this.listener.accept();
				Socket server = new Socket("127.0.0.1", target);
				this.sockets.addAll(List.of(client, server));
				daemon(() -> pump(client, server));
				daemon(() -> pump(server, client));
			}
		});
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public void stall() {
		this.stalled = true;
	}

	private void pump(Socket from, Socket to) throws Exception {
		byte[] buffer = new byte[8192];
		for (int count = from.getInputStream().read(buffer); count >= 0; count = from.getInputStream().read(buffer)) {
			if (this.stalled) {
				this.closed.await();
			}
			to.getOutputStream().write(buffer, 0, count);
		}
		to.close();
	}

	private static void daemon(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (Exception ex) {
				// one side is gone
			}
		}, "stalling-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.closed.countDown();
	}

	/**
	 * Work of a thread.
	 */
	private interface Work {

		void run() throws Exception;

	}

}
