package io.github.iotcustomauth.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

import org.springframework.util.Assert;

/**
 * Faults that a test asks an endpoint to show. They apply from the next packet on, and
 * until they are taken back. Safe for use by several threads.
 */
public final class Faults {

	/** Stands for a code that no test has asked for. */
	public static final int NONE = -1;

	private final Map<String, Integer> refuseCodes = new ConcurrentHashMap<>();

	private volatile int refuseCode = NONE;

	private volatile int pubAckCode = NONE;

	private volatile boolean connAckWithheld;

	private volatile boolean upgradeUnanswered;

	private volatile boolean pubAcksWithheld;

	/**
	 * Create an endpoint's faults, none of which it shows.
	 */
	public Faults() {
	}

	/**
	 * Refuse every CONNECT before the authorizer is asked; MQTT 3.1.1 clients are
	 * disconnected without a CONNACK.
	 * @param reasonCode an MQTT 5 CONNACK reason code of {@code 0x80} or more
	 */
	public void refuseConnects(int reasonCode) {
		checkRefusal(reasonCode);
		this.refuseCode = reasonCode;
	}

	/**
	 * Refuse every CONNECT of one client before the authorizer is asked, whatever happens
	 * to those of others. A client that is connected stays.
	 * @param clientId the client id
	 * @param reasonCode an MQTT 5 CONNACK reason code of {@code 0x80} or more
	 */
	public void refuseConnects(String clientId, int reasonCode) {
		Assert.notNull(clientId, "'clientId' must not be null");
		checkRefusal(reasonCode);
		this.refuseCodes.put(clientId, reasonCode);
	}

	private static void checkRefusal(int reasonCode) {
		Assert.isTrue(reasonCode >= 0x80 && reasonCode <= 0xFF, "'reasonCode' must be between 0x80 and 0xFF");
		MqttConnectReturnCode.valueOf((byte) reasonCode);
	}

	/**
	 * Take {@link #refuseConnects(int)} and {@link #refuseConnects(String, int)} back:
	 * refuse nobody any longer.
	 */
	public void acceptConnects() {
		this.refuseCode = NONE;
		this.refuseCodes.clear();
	}

	/**
	 * Take {@link #refuseConnects(String, int)} back. As long as every CONNECT is to be
	 * refused, those of this client are, too.
	 * @param clientId the client id
	 */
	public void acceptConnects(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.refuseCodes.remove(clientId);
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
	 * Show no fault any longer.
	 */
	public void reset() {
		acceptConnects();
		this.pubAckCode = NONE;
		this.connAckWithheld = false;
		this.upgradeUnanswered = false;
		this.pubAcksWithheld = false;
	}

	/**
	 * Return the code that a CONNECT is to be refused with.
	 * @param clientId the client id
	 * @return the reason code, or {@link #NONE}
	 */
	public int getRefuseCode(String clientId) {
		return this.refuseCodes.getOrDefault(clientId, this.refuseCode);
	}

	/**
	 * Return the code that a QoS 1 publish is to be answered with.
	 * @return the reason code, or {@link #NONE}
	 */
	public int getPubAckCode() {
		return this.pubAckCode;
	}

	/**
	 * Return whether CONNECT packets are left without an answer.
	 * @return whether they are
	 */
	public boolean isConnAckWithheld() {
		return this.connAckWithheld;
	}

	/**
	 * Return whether upgrade requests are left without an answer.
	 * @return whether they are
	 */
	public boolean isUpgradeUnanswered() {
		return this.upgradeUnanswered;
	}

	/**
	 * Return whether PUBACKs are swallowed.
	 * @return whether they are
	 */
	public boolean arePubAcksWithheld() {
		return this.pubAcksWithheld;
	}

}
