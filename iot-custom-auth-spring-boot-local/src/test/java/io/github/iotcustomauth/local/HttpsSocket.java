package io.github.iotcustomauth.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * HTTP byte for byte: what is sent is no client's idea of a request.
 */
final class HttpsSocket implements AutoCloseable {

	private final SSLSocket socket;

	private final BufferedReader reader;

	private HttpsSocket(SSLSocket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(20_000);
		this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
	}

	static HttpsSocket open(int port, String... applicationProtocols) throws Exception {
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, TestEndpoint.CERTIFICATE.toTrustManagerFactory().getTrustManagers(), null);
		SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(applicationProtocols);
		socket.setSSLParameters(parameters);
		return new HttpsSocket(socket);
	}

	void send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		this.socket.getOutputStream().flush();
	}

	/**
	 * Read an answer with its body, and return its status.
	 */
	int readStatus() throws IOException {
		int status = Integer.parseInt(this.reader.readLine().split(" ")[1]);
		int length = 0;
		for (String line = this.reader.readLine(); !line.isEmpty(); line = this.reader.readLine()) {
			if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
				length = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
			}
		}
		while (length > 0) {
			length -= (int) this.reader.skip(length);
		}
		return status;
	}

	boolean isAtEnd() throws IOException {
		return this.reader.read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
