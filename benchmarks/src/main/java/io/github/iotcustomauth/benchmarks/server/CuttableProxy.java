package io.github.iotcustomauth.benchmarks.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proxy that passes TCP connections on until they are cut.
 */
public final class CuttableProxy implements AutoCloseable {

	private static final int BUFFER = 16384;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile long acceptedAt = System.nanoTime();

	/**
	 * Start a proxy on a free port.
	 * @param target the port on this machine that it passes connections on to
	 * @throws IOException if it cannot be started
	 */
	public CuttableProxy(int target) throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Daemon.start("proxy", () -> {
			while (true) {
				Socket in = this.server.accept();
				this.acceptedAt = System.nanoTime();
				Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
				in.setTcpNoDelay(true);
				out.setTcpNoDelay(true);
				this.sockets.add(in);
				this.sockets.add(out);
				Daemon.start("proxy", () -> pass(in, out));
				Daemon.start("proxy", () -> pass(out, in));
			}
		});
	}

	private void pass(Socket from, Socket to) throws IOException {
		byte[] buffer = new byte[BUFFER];
		try (from; to) {
			int read = from.getInputStream().read(buffer);
			while (read > 0) {
				to.getOutputStream().write(buffer, 0, read);
				read = from.getInputStream().read(buffer);
			}
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * When the last connection was accepted.
	 * @return the time of {@link System#nanoTime()}
	 */
	public long acceptedAt() {
		return this.acceptedAt;
	}

	/**
	 * Cut all connections; new ones are accepted.
	 */
	public void cut() {
		this.sockets.forEach(CuttableProxy::close);
	}

	@Override
	public void close() {
		close(this.server);
		cut();
	}

	private static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// gone already
		}
	}

}
