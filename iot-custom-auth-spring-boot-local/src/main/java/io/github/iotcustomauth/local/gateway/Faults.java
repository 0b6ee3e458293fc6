package io.github.iotcustomauth.local.gateway;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

import org.springframework.util.Assert;

/**
 * Faults that a test asks an endpoint to show. They apply from the next packet on, and
 * until they are taken back. Safe for use by several threads.
 */
public final class Faults {

	private static final int MAX_ATTEMPTS = 10_000;

	/** Stands for a code that no test has asked for. */
	static final int NONE = -1;

	private final Deque<Attempt> attempts = new ArrayDeque<>();

	private volatile int refuseCode = NONE;

	private volatile int pubAckCode = NONE;

	private volatile boolean connAckWithheld;

	private volatile boolean upgradeUnanswered;

	private volatile boolean pubAcksWithheld;

	Faults() {
	}

	/**
	 * Refuse every CONNECT before the authorizer is asked; MQTT 3.1.1 clients are
	 * disconnected without a CONNACK.
	 * @param reasonCode an MQTT 5 CONNACK reason code of {@code 0x80} or more
	 */
	public void refuseConnects(int reasonCode) {
		Assert.isTrue(reasonCode >= 0x80 && reasonCode <= 0xFF, "'reasonCode' must be between 0x80 and 0xFF");
		MqttConnectReturnCode.valueOf((byte) reasonCode);
		this.refuseCode = reasonCode;
	}

	/**
	 * Take {@link #refuseConnects(int)} back.
	 */
	public void acceptConnects() {
		this.refuseCode = NONE;
	}

	/**
	 * Leave CONNECT packets without an answer.
	 * @param active whether to do so
	 */
	public void neverConnack(boolean active) {
		this.connAckWithheld = active;
	}

	/**
	 * Leave WebSocket upgrade requests without an answer.
	 * @param active whether to do so
	 */
	public void neverAnswerUpgrade(boolean active) {
		this.upgradeUnanswered = active;
	}

	/**
	 * Answer QoS 1 publishes of MQTT 5 clients with a reason code, and drop them.
	 * @param reasonCode the MQTT 5 PUBACK reason code
	 */
	public void puback(int reasonCode) {
		Assert.isTrue(reasonCode >= 0 && reasonCode <= 0xFF, "'reasonCode' must be between 0x00 and 0xFF");
		this.pubAckCode = reasonCode;
	}

	/**
	 * Deliver QoS 1 publishes but swallow their PUBACKs.
	 * @param active whether to do so
	 */
	public void withholdPubacks(boolean active) {
		this.pubAcksWithheld = active;
	}

	/**
	 * Show no fault any longer. The recorded connection attempts stay.
	 */
	public void reset() {
		this.refuseCode = NONE;
		this.pubAckCode = NONE;
		this.connAckWithheld = false;
		this.upgradeUnanswered = false;
		this.pubAcksWithheld = false;
	}

	/**
	 * Return when CONNECT packets of a client arrived, refused ones included. The last
	 * 10,000 of all clients are kept.
	 * @param clientId the client id as presented
	 * @return the times, oldest first
	 */
	public List<Instant> getConnectAttempts(String clientId) {
		synchronized (this.attempts) {
			return this.attempts.stream()
				.filter((attempt) -> attempt.clientId().equals(clientId))
				.map(Attempt::at)
				.toList();
		}
	}

	/**
	 * Forget the recorded connection attempts.
	 */
	public void clearConnectAttempts() {
		synchronized (this.attempts) {
			this.attempts.clear();
		}
	}

	void recordConnect(String clientId) {
		synchronized (this.attempts) {
			if (this.attempts.size() == MAX_ATTEMPTS) {
				this.attempts.removeFirst();
			}
			this.attempts.addLast(new Attempt(clientId, Instant.now()));
		}
	}

	int getRefuseCode() {
		return this.refuseCode;
	}

	int getPubAckCode() {
		return this.pubAckCode;
	}

	boolean isConnAckWithheld() {
		return this.connAckWithheld;
	}

	boolean isUpgradeUnanswered() {
		return this.upgradeUnanswered;
	}

	boolean arePubAcksWithheld() {
		return this.pubAcksWithheld;
	}

	private record Attempt(String clientId, Instant at) {
	}

}
