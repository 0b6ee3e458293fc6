package io.github.iotcustomauth.internal.transport.crt;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectReasonCode;

/**
 * Native client behind a lock that operations share and closing takes exclusively: an
 * operation that overlaps the close of the native client aborts the JVM. The lock is
 * never held over a callback.
 */
final class GuardedClient {

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private @Nullable Mqtt5Client client;

	private boolean started;

	private boolean attempting;

	private boolean ended;

	GuardedClient(Mqtt5Client client) {
		this.client = client;
	}

	/**
	 * Start the client, unless it has been ended.
	 */
	void start() {
		this.lock.writeLock().lock();
		try {
			if (this.client != null && !this.ended) {
				this.client.start();
				this.started = true;
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Note that the client has begun to connect. If it has been ended meanwhile, it is
	 * stopped only now: a client that is told to start and to stop at once stays as it
	 * is, and never reports that it has stopped.
	 */
	void attempting() {
		this.lock.writeLock().lock();
		try {
			this.attempting = true;
			if (this.ended && this.client != null) {
				this.client.stop();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Invoke an operation of the client.
	 * @param <T> the type of the result
	 * @param operation the operation
	 * @return the result, or {@code null} if the client has been closed
	 */
	<T> @Nullable T invoke(Function<Mqtt5Client, @Nullable T> operation) {
		this.lock.readLock().lock();
		try {
			return (this.client != null) ? operation.apply(this.client) : null;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Stop a client that was started, with a DISCONNECT and not before it has begun to
	 * connect, and close one that was not: that would never report that it has stopped.
	 * @return whether it has been closed by this call
	 */
	boolean end() {
		this.lock.writeLock().lock();
		try {
			this.ended = true;
			if (!this.started || this.client == null) {
				return close();
			}
			if (this.attempting) {
				this.client.stop(new DisconnectPacketBuilder().withReasonCode(DisconnectReasonCode.NORMAL_DISCONNECTION)
					.build());
			}
			return false;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Close the client.
	 * @return whether it has been closed by this call
	 */
	boolean close() {
		this.lock.writeLock().lock();
		try {
			if (this.client == null) {
				return false;
			}
			this.client.close();
			this.client = null;
			return true;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

}
