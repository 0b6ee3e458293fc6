package io.github.iotcustomauth.internal.transport.crt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.github.iotcustomauth.transport.HttpProxy;

/**
 * Tunnel through an HTTP proxy, for a connection that finds out why others fail.
 */
final class ProxyTunnel {

	private static final int MAX_HEADER = 16 * 1024;

	private ProxyTunnel() {
	}

	/**
	 * Ask the proxy for a tunnel.
	 * @param socket a socket that is connected to the proxy
	 * @param proxy the proxy
	 * @param target host and port of the endpoint
	 * @throws RefusedException if the proxy refuses
	 * @throws IOException if it does not answer in HTTP
	 */
	static void open(Socket socket, HttpProxy proxy, String target) throws IOException {
		StringBuilder request = new StringBuilder("CONNECT ").append(target)
			.append(" HTTP/1.1\r\nHost: ")
			.append(target)
			.append("\r\n");
		if (proxy.username() != null) {
			byte[] credentials = (proxy.username() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
			request.append("Proxy-Authorization: Basic ")
				.append(Base64.getEncoder().encodeToString(credentials))
				.append("\r\n");
		}
		socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
		int status = status(header(socket.getInputStream()));
		if (status / 100 != 2) {
			throw new RefusedException(status);
		}
	}

	// byte by byte: what follows belongs to TLS
	private static String header(InputStream in) throws IOException {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		while (header.size() < MAX_HEADER) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			header.write(next);
			if (next == '\n' && header.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				return header.toString(StandardCharsets.ISO_8859_1);
			}
		}
		throw new IOException("The proxy does not answer in HTTP");
	}

	private static int status(String header) throws IOException {
		String[] parts = header.split(" ", 3);
		if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("\\d{3}")) {
			throw new IOException("The proxy does not answer in HTTP");
		}
		return Integer.parseInt(parts[1]);
	}

	/**
	 * The proxy refused the tunnel.
	 */
	static final class RefusedException extends IOException {

		private final int status;

		private RefusedException(int status) {
			super("The proxy answered " + status);
			this.status = status;
		}

		int getStatus() {
			return this.status;
		}

	}

}
