package io.github.iotcustomauth.local.internal.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.ConnackProperty;
import io.github.iotcustomauth.local.Faults;

import org.springframework.util.Assert;

/**
 * The faults of one endpoint. Written by tests, read on the event loop.
 */
public final class ScriptedFaults implements Faults {

	/** Stands for a code that no test has asked for. */
	public static final int NONE = -1;

	private final Consumer<String> redelivery;

	private final Map<String, Integer> refuseCodes = new ConcurrentHashMap<>();

	private final Map<ConnackProperty, Long> connAck = new ConcurrentHashMap<>();

	private final SubAckScript subAck = new SubAckScript();

	private volatile int refuseCode = NONE;

	private volatile boolean connAckWithheld;

	private volatile boolean upgradeUnanswered;

	private volatile boolean newConnectionsCut;

	private volatile boolean subAckWithheld;

	private volatile boolean unsubAckWithheld;

	private volatile int pubAckCode = NONE;

	private volatile long pubAckDelayNanos;

	private volatile boolean pubAckWithheld;

	private volatile boolean redeliveredRenumbered;

	private volatile long bytesPerSecond;

	private volatile long networkDelayNanos;

	/**
	 * Create an endpoint's faults, none of which it shows.
	 * @param redelivery sends what a client has not acknowledged again, by client id
	 */
	public ScriptedFaults(Consumer<String> redelivery) {
		this.redelivery = redelivery;
	}

	@Override
	public void refuseConnects(int reasonCode) {
		AnswerCodes.CONNACK.check(reasonCode);
		this.refuseCode = reasonCode;
	}

	@Override
	public void refuseConnects(String clientId, int reasonCode) {
		Assert.notNull(clientId, "'clientId' must not be null");
		AnswerCodes.CONNACK.check(reasonCode);
		this.refuseCodes.put(clientId, reasonCode);
	}

	@Override
	public void acceptConnects() {
		this.refuseCode = NONE;
		this.refuseCodes.clear();
	}

	@Override
	public void acceptConnects(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.refuseCodes.remove(clientId);
	}

	// Return the code that a CONNECT is to be refused with, or NONE.
	public int getRefuseCode(String clientId) {
		return this.refuseCodes.getOrDefault(clientId, this.refuseCode);
	}

	@Override
	public void connack(ConnackProperty property, long value) {
		Assert.notNull(property, "'property' must not be null");
		Assert.isTrue(property.allows(value), () -> "'value' " + value + " is out of the range of " + property);
		this.connAck.put(property, value);
	}

	public ConnackValues getConnAck() {
		return new ConnackValues(this.connAck);
	}

	@Override
	public void neverConnack(boolean active) {
		this.connAckWithheld = active;
	}

	public boolean isConnAckWithheld() {
		return this.connAckWithheld;
	}

	@Override
	public void neverUpgrade(boolean active) {
		this.upgradeUnanswered = active;
	}

	public boolean isUpgradeUnanswered() {
		return this.upgradeUnanswered;
	}

	@Override
	public void cutNewConnections(boolean active) {
		this.newConnectionsCut = active;
	}

	public boolean areNewConnectionsCut() {
		return this.newConnectionsCut;
	}

	@Override
	public void suback(int... reasonCodes) {
		this.subAck.setAlways(reasonCodes);
	}

	@Override
	public void subackNext(int... reasonCodes) {
		this.subAck.addNext(reasonCodes);
	}

	public SubAckScript getSubAck() {
		return this.subAck;
	}

	@Override
	public void neverSuback(boolean active) {
		this.subAckWithheld = active;
	}

	public boolean isSubAckWithheld() {
		return this.subAckWithheld;
	}

	@Override
	public void neverUnsuback(boolean active) {
		this.unsubAckWithheld = active;
	}

	public boolean isUnsubAckWithheld() {
		return this.unsubAckWithheld;
	}

	@Override
	public void puback(int reasonCode) {
		AnswerCodes.PUBACK.check(reasonCode);
		this.pubAckCode = reasonCode;
	}

	// Return the code that a QoS 1 publish is to be answered with, or NONE.
	public int getPubAckCode() {
		return this.pubAckCode;
	}

	@Override
	public void delayPuback(Duration delay) {
		this.pubAckDelayNanos = nanos(delay, "'delay'");
	}

	public long getPubAckDelayNanos() {
		return this.pubAckDelayNanos;
	}

	@Override
	public void neverPuback(boolean active) {
		this.pubAckWithheld = active;
	}

	public boolean isPubAckWithheld() {
		return this.pubAckWithheld;
	}

	@Override
	public void redeliver(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.redelivery.accept(clientId);
	}

	@Override
	public void renumberRedelivered(boolean active) {
		this.redeliveredRenumbered = active;
	}

	public boolean isRedeliveredRenumbered() {
		return this.redeliveredRenumbered;
	}

	@Override
	public void limitBandwidth(long bytesPerSecond) {
		Assert.isTrue(bytesPerSecond >= 0, "'bytesPerSecond' must not be negative");
		this.bytesPerSecond = bytesPerSecond;
	}

	// Return the bandwidth of a connection, 0 if it is not limited.
	public long getBytesPerSecond() {
		return this.bytesPerSecond;
	}

	@Override
	public void delayNetwork(Duration oneWay) {
		this.networkDelayNanos = nanos(oneWay, "'oneWay'");
	}

	public long getNetworkDelayNanos() {
		return this.networkDelayNanos;
	}

	private static long nanos(Duration duration, String name) {
		Assert.notNull(duration, () -> name + " must not be null");
		Assert.isTrue(!duration.isNegative() && duration.compareTo(Duration.ofDays(1)) <= 0,
				() -> name + " must be between 0 and a day");
		return duration.toNanos();
	}

	@Override
	public void reset() {
		acceptConnects();
		this.connAck.clear();
		this.connAckWithheld = false;
		this.upgradeUnanswered = false;
		this.newConnectionsCut = false;
		this.subAck.clear();
		this.subAckWithheld = false;
		this.unsubAckWithheld = false;
		this.pubAckCode = NONE;
		this.pubAckDelayNanos = 0;
		this.pubAckWithheld = false;
		this.redeliveredRenumbered = false;
		this.bytesPerSecond = 0;
		this.networkDelayNanos = 0;
	}

}
