package io.github.iotcustomauth.benchmarks.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Client of the {@link FastServer}.
 */
final class FastServerClient {

	private static final int WINDOW = 100;

	private static final int BATCH_WITHOUT_WINDOW = 32;

	private static final int BUFFER = 65536;

	private static final int LAST_PACKET_ID = 65535;

	private final DataInputStream in;

	private final OutputStream out;

	private final Semaphore window = new Semaphore(WINDOW);

	private final CountDownLatch subscribed = new CountDownLatch(1);

	// guarded by itself
	private final BitSet open = new BitSet();

	private volatile int wrongAcknowledgments;

	private int nextPacketId = 1;

	FastServerClient(Socket socket) throws IOException {
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
		this.out = socket.getOutputStream();
	}

	void serve(BiConsumer<String, FastServerClient> connected) throws IOException {
		while (true) {
			int type = this.in.readUnsignedByte() >> 4;
			byte[] body = new byte[readLength()];
			this.in.readFully(body);
			switch (type) {
				case 1 -> {
					// 6 bytes of name, version, flags, 2 bytes of keep-alive, properties
					connected.accept(text(body, 11 + body[10]), this);
					write(0x20, 3, 0, 0, 0);
				}
				case 4 -> acknowledged(number(body, 0));
				case 8 -> {
					answerFilters(0x90, 1, body);
					this.subscribed.countDown();
				}
				case 10 -> answerFilters(0xB0, 0, body);
				case 12 -> write(0xD0, 0);
				case 14 -> {
					return;
				}
				default -> {
					// QoS 0 publishes
				}
			}
		}
	}

	private void acknowledged(int packetId) {
		synchronized (this.open) {
			if (!this.open.get(packetId)) {
				this.wrongAcknowledgments++;
			}
			this.open.clear(packetId);
		}
		this.window.release();
	}

	private void answerFilters(int packet, int optionBytes, byte[] body) throws IOException {
		int filters = 0;
		for (int at = 3 + body[2]; at < body.length; at += 2 + number(body, at) + optionBytes) {
			filters++;
		}
		int[] answer = new int[5 + filters];
		answer[0] = packet;
		answer[1] = 3 + filters;
		answer[2] = body[0];
		answer[3] = body[1];
		Arrays.fill(answer, 5, answer.length, optionBytes);
		write(answer);
	}

	void send(String topic, byte[] payload, int qos, int count) throws IOException, InterruptedException {
		// a message ahead of the SUBACK blocks Paho
		if (!this.subscribed.await(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The client has not subscribed");
		}
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream packets = new ByteArrayOutputStream(BUFFER);
		int left = count;
		while (left > 0) {
			int batch = (qos > 0) ? acquire(left) : Math.min(left, BATCH_WITHOUT_WINDOW);
			packets.reset();
			for (int i = 0; i < batch; i++) {
				append(packets, name, payload, qos);
			}
			write(packets.toByteArray());
			left -= batch;
		}
		if (!this.window.tryAcquire(WINDOW, 30, TimeUnit.SECONDS)) {
			throw new IllegalStateException(
					(WINDOW - this.window.availablePermits()) + " messages have not been acknowledged");
		}
		this.window.release(WINDOW);
		if (this.wrongAcknowledgments > 0) {
			throw new IllegalStateException(this.wrongAcknowledgments + " acknowledgments of unknown messages");
		}
	}

	private int acquire(int most) throws InterruptedException {
		this.window.acquire();
		// the only one who acquires
		int more = Math.min(most - 1, this.window.availablePermits());
		this.window.acquire(more);
		return 1 + more;
	}

	private void append(ByteArrayOutputStream packets, byte[] topic, byte[] payload, int qos) {
		packets.write(0x30 | (qos << 1));
		int length = 2 + topic.length + ((qos > 0) ? 2 : 0) + 1 + payload.length;
		while (length > 127) {
			packets.write((length & 127) | 128);
			length >>= 7;
		}
		packets.write(length);
		packets.write(topic.length >> 8);
		packets.write(topic.length);
		packets.writeBytes(topic);
		if (qos > 0) {
			int packetId = this.nextPacketId;
			this.nextPacketId = (packetId % LAST_PACKET_ID) + 1;
			synchronized (this.open) {
				this.open.set(packetId);
			}
			packets.write(packetId >> 8);
			packets.write(packetId);
		}
		packets.write(0);
		packets.writeBytes(payload);
	}

	private int readLength() throws IOException {
		int value = 0;
		int shift = 0;
		int octet;
		do {
			octet = this.in.readUnsignedByte();
			value |= (octet & 127) << shift;
			shift += 7;
		}
		while ((octet & 128) != 0);
		return value;
	}

	private void write(int... octets) throws IOException {
		byte[] bytes = new byte[octets.length];
		for (int i = 0; i < octets.length; i++) {
			bytes[i] = (byte) octets[i];
		}
		write(bytes);
	}

	private synchronized void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	private static int number(byte[] body, int at) {
		return ((body[at] & 255) << 8) | (body[at + 1] & 255);
	}

	private static String text(byte[] body, int at) {
		return new String(body, at + 2, number(body, at), StandardCharsets.UTF_8);
	}

}
