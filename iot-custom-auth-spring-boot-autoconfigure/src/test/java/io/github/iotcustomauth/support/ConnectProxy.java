package io.github.iotcustomauth.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on loopback that knows CONNECT and basic authentication, and keeps the
 * requests.
 */
public final class ConnectProxy implements AutoCloseable {

	private static final String REFUSED = "HTTP/1.1 407 Proxy Authentication Required\r\n"
			+ "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n";

	private final ServerSocket listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final String authorization;

	private ConnectProxy(String authorization) {
		this.authorization = authorization;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(() -> {
			while (!this.listener.isClosed()) {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				daemon(() -> serve(client));
			}
		});
	}

	/**
	 * Start a proxy for everyone.
	 */
	public static ConnectProxy open() {
		return new ConnectProxy(null);
	}

	/**
	 * Start a proxy that asks for credentials.
	 * @param username the user name
	 * @param password the password
	 */
	public static ConnectProxy asking(String username, String password) {
		byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
		return new ConnectProxy("Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(credentials));
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * The request lines, oldest first.
	 */
	public List<String> requests() {
		return this.requests;
	}

	private void serve(Socket client) throws IOException {
		String request = header(client.getInputStream());
		String line = request.substring(0, request.indexOf('\r'));
		this.requests.add(line);
		if (this.authorization != null && !request.contains(this.authorization + "\r\n")) {
			client.getOutputStream().write(REFUSED.getBytes(StandardCharsets.US_ASCII));
			client.close();
			return;
		}
		String target = line.split(" ")[1];
		int colon = target.lastIndexOf(':');
		Socket server = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
		this.sockets.add(server);
		client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		daemon(() -> pump(server, client));
		pump(client, server);
	}

	private static String header(InputStream in) throws IOException {
		StringBuilder header = new StringBuilder();
		while (header.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The client is gone");
			}
			header.append((char) next);
		}
		return header.toString();
	}

	private static void pump(Socket from, Socket to) throws IOException {
		try (to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void daemon(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// one side is gone
			}
		}, "connect-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Work of a thread.
	 */
	private interface Work {

		void run() throws IOException;

	}

}
