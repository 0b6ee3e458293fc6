package io.github.iotcustomauth.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/**
 * A TLS server of Java on loopback that accepts any CONNECT.
 */
public final class TlsServer implements AutoCloseable {

	/**
	 * Password of the keys.
	 */
	public static final char[] PASSWORD = "changeit".toCharArray();

	private final SSLServerSocket listener;

	/**
	 * Start a server.
	 * @param keyStore its key and the chain that it sends
	 * @param alpn the protocol that it knows
	 * @param versions the versions of TLS that it knows
	 */
	public TlsServer(KeyStore keyStore, String alpn, String... versions) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		this.listener = (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("localhost"));
		SSLParameters parameters = this.listener.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { alpn });
		parameters.setProtocols(versions);
		this.listener.setSSLParameters(parameters);
		daemon(() -> {
			while (!this.listener.isClosed()) {
				Socket client = this.listener.accept();
				daemon(() -> serve(client));
			}
		});
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	private static void serve(Socket client) throws IOException {
		try (client) {
			DataInputStream in = new DataInputStream(client.getInputStream());
			in.readUnsignedByte();
			client.getOutputStream().write(new byte[] { 0x20, 3, 0, 0, 0 });
			while (in.read() >= 0) {
				// until the client is gone
			}
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
		}, "tls-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	/**
	 * Work of a thread.
	 */
	private interface Work {

		void run() throws IOException;

	}

}
