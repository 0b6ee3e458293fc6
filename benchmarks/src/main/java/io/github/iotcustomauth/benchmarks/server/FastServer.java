package io.github.iotcustomauth.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * MQTT 5 server over TLS that does little but send: clients connect and subscribe, and
 * get what {@link #send} is told to. It costs the machine less than a broker, and keeps
 * to 100 unacknowledged messages.
 */
public final class FastServer implements AutoCloseable {

	private final ServerSocket server;

	private final Map<String, FastServerClient> clients = new ConcurrentHashMap<>();

	/**
	 * Start a server on a free port.
	 * @param certificates its certificates
	 * @throws IOException if it cannot be started
	 */
	public FastServer(TestCertificates certificates) throws IOException {
		SSLSocketFactory sockets = certificates.serverContext().getSocketFactory();
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Daemon.start("fast-server", () -> {
			while (true) {
				Socket socket = this.server.accept();
				socket.setTcpNoDelay(true);
				SSLSocket secure = (SSLSocket) sockets.createSocket(socket, null, port(), true);
				secure.setUseClientMode(false);
				Daemon.start("fast-server-client", () -> {
					try (secure) {
						new FastServerClient(secure).serve(this.clients::put);
					}
				});
			}
		});
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Send messages to a client as fast as it takes them. Returns when all are sent and,
	 * with QoS 1, acknowledged.
	 * @param clientId the client, which is connected
	 * @param topic the topic of the messages
	 * @param payload their payload
	 * @param qos their QoS, 0 or 1
	 * @param count their number
	 * @throws IOException if the connection fails
	 * @throws InterruptedException if the thread is interrupted
	 * @throws IllegalStateException if an acknowledgment is missing or wrong
	 */
	public void send(String clientId, String topic, byte[] payload, int qos, int count)
			throws IOException, InterruptedException {
		FastServerClient client = this.clients.get(clientId);
		if (client == null) {
			throw new IllegalStateException("Client '" + clientId + "' is not connected");
		}
		client.send(topic, payload, qos, count);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
