package io.github.iotcustomauth.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * A server that shows the bytes of a client: it accepts one connection and any
 * subscription, sends what a test says and keeps the packet identifiers of the PUBACKs.
 */
public final class WireServer implements AutoCloseable {

	private static final int CONNECT = 1;

	private static final int PUBACK = 4;

	private static final int SUBSCRIBE = 8;

	private static final int UNSUBSCRIBE = 10;

	private final X509Bundle certificate;

	private final SSLServerSocket listener;

	private final CompletableFuture<SSLSocket> client = new CompletableFuture<>();

	private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();

	public WireServer() throws Exception {
		this.certificate = new CertificateBuilder().ecp256()
			.subject("CN=localhost")
			.addSanDnsName("localhost")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(this.certificate.toKeyManagerFactory().getKeyManagers(), null, null);
		this.listener = (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 1, InetAddress.getByName("localhost"));
		SSLParameters parameters = this.listener.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { "mqtt" });
		this.listener.setSSLParameters(parameters);
		Thread thread = new Thread(this::serve, "wire-server");
		thread.setDaemon(true);
		thread.start();
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public SslBundle trust() {
		return SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(this.certificate.getCertificatePEM())));
	}

	private void serve() {
		try (SSLSocket socket = (SSLSocket) this.listener.accept()) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			while (true) {
				int type = in.readUnsignedByte() >> 4;
				byte[] body = in.readNBytes(remainingLength(in));
				int identifier = (body.length > 1) ? (body[0] & 0xFF) << 8 | body[1] & 0xFF : 0;
				switch (type) {
					case CONNECT -> {
						send(socket, 0x20, new byte[] { 0, 0, 0 });
						this.client.complete(socket);
					}
					case SUBSCRIBE -> send(socket, 0x90, new byte[] { body[0], body[1], 0, 1 });
					case UNSUBSCRIBE -> send(socket, 0xB0, new byte[] { body[0], body[1], 0, 0 });
					case PUBACK -> this.acknowledged.add(identifier);
					default -> {
					}
				}
			}
		}
		catch (IOException ex) {
			// the client is gone
		}
	}

	private static int remainingLength(DataInputStream in) throws IOException {
		int length = 0;
		int shift = 0;
		int next = 0x80;
		for (; (next & 0x80) != 0; shift += 7) {
			next = in.readUnsignedByte();
			length |= (next & 0x7F) << shift;
		}
		return length;
	}

	/**
	 * Send a PUBLISH with QoS 1, of less than 128 bytes.
	 * @param identifier the packet identifier
	 * @param topic the topic
	 * @param payload the payload
	 */
	public void publish(int identifier, String topic, String payload) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream body = new DataOutputStream(bytes);
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		body.writeShort(name.length);
		body.write(name);
		body.writeShort(identifier);
		body.writeByte(0);
		body.write(payload.getBytes(StandardCharsets.UTF_8));
		send(this.client.get(TestConnection.LIMIT.toSeconds(), TimeUnit.SECONDS), 0x32, bytes.toByteArray());
	}

	private static void send(SSLSocket socket, int header, byte[] body) throws IOException {
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		packet.write(header);
		packet.write(body.length);
		packet.write(body);
		synchronized (socket) {
			socket.getOutputStream().write(packet.toByteArray());
			socket.getOutputStream().flush();
		}
	}

	/**
	 * Wait for the next PUBACK.
	 * @return its packet identifier
	 */
	public int nextAcknowledged() throws InterruptedException {
		Integer identifier = this.acknowledged.poll(TestConnection.LIMIT.toSeconds(), TimeUnit.SECONDS);
		if (identifier == null) {
			throw new AssertionError("No PUBACK arrived within " + TestConnection.LIMIT);
		}
		return identifier;
	}

	/**
	 * Return whether a PUBACK has arrived.
	 */
	public boolean hasAcknowledged() {
		return !this.acknowledged.isEmpty();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		SSLSocket socket = this.client.getNow(null);
		if (socket != null) {
			socket.close();
		}
	}

}
