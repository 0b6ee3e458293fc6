package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network on loopback that can be cut, go silent, refuse or lead elsewhere.
 */
final class TcpProxy implements AutoCloseable {

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final int port;

	private volatile int target;

	private ServerSocket listener;

	TcpProxy(int target) {
		this.target = target;
		this.listener = listen(0);
		this.port = this.listener.getLocalPort();
	}

	private ServerSocket listen(int port) {
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
			daemon(() -> acceptAll(socket));
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Lead new connections elsewhere.
	 * @param target the port
	 */
	void retarget(int target) {
		this.target = target;
	}

	/**
	 * End all connections without a word.
	 */
	void cut() {
		this.links.forEach(Link::reset);
	}

	/**
	 * Swallow everything that is sent on the present connections, which stay open.
	 */
	void swallow() {
		this.links.forEach((link) -> link.swallowing = true);
	}

	/**
	 * Refuse new connections.
	 */
	synchronized void refuse() {
		closeQuietly(this.listener);
	}

	/**
	 * Take {@link #refuse()} back.
	 */
	synchronized void accept() {
		this.listener = listen(this.port);
	}

	@Override
	public synchronized void close() {
		closeQuietly(this.listener);
		cut();
	}

	private void acceptAll(ServerSocket socket) {
		while (!socket.isClosed()) {
			try {
				connect(socket.accept());
			}
			catch (IOException ex) {
				// closed, or a client that was gone before it was accepted
			}
		}
	}

	private void connect(Socket client) {
		try {
			Link link = new Link(client, new Socket(InetAddress.getByName("127.0.0.1"), this.target));
			this.links.add(link);
			daemon(() -> link.pump(link.client, link.server));
			daemon(() -> link.pump(link.server, link.client));
		}
		catch (IOException ex) {
			closeQuietly(client);
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "tcp-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// it is gone in any case
		}
	}

	/**
	 * A connection of a client and the one to the server that belongs to it.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean swallowing;

		Link(Socket client, Socket server) throws IOException {
			this.client = client;
			this.server = server;
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
		}

		void pump(Socket from, Socket to) {
			byte[] buffer = new byte[8192];
			try {
				for (int count = from.getInputStream().read(buffer); count >= 0; count = from.getInputStream()
					.read(buffer)) {
					if (!this.swallowing) {
						to.getOutputStream().write(buffer, 0, count);
					}
				}
			}
			catch (IOException ex) {
				// one side is gone
			}
			closeQuietly(from);
			// neither side of a silent network hears that the other has gone
			if (!this.swallowing) {
				closeQuietly(to);
			}
			if (this.client.isClosed() && this.server.isClosed()) {
				TcpProxy.this.links.remove(this);
			}
		}

		void reset() {
			reset(this.client);
			reset(this.server);
		}

		private void reset(Socket socket) {
			try {
				socket.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// closed already
			}
			closeQuietly(socket);
		}

	}

}
