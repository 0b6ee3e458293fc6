package io.github.iotcustomauth.local.internal.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
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

	private final Set<Switch> active = ConcurrentHashMap.newKeySet();

	private volatile int refuseCode = NONE;

	private volatile int pubAckCode = NONE;

	private volatile long pubAckDelayNanos;

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

	public boolean is(Switch fault) {
		return this.active.contains(fault);
	}

	private void set(Switch fault, boolean active) {
		if (active) {
			this.active.add(fault);
		}
		else {
			this.active.remove(fault);
		}
	}

	@Override
	public void neverConnack(boolean active) {
		set(Switch.CONNACK_WITHHELD, active);
	}

	@Override
	public void neverUpgrade(boolean active) {
		set(Switch.UPGRADE_UNANSWERED, active);
	}

	@Override
	public void cutNewConnections(boolean active) {
		set(Switch.NEW_CONNECTIONS_CUT, active);
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
		set(Switch.SUBACK_WITHHELD, active);
	}

	@Override
	public void neverUnsuback(boolean active) {
		set(Switch.UNSUBACK_WITHHELD, active);
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
		set(Switch.PUBACK_WITHHELD, active);
	}

	@Override
	public void redeliver(String clientId) {
		Assert.notNull(clientId, "'clientId' must not be null");
		this.redelivery.accept(clientId);
	}

	@Override
	public void renumberRedelivered(boolean active) {
		set(Switch.REDELIVERED_RENUMBERED, active);
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
		this.active.clear();
		this.connAck.clear();
		this.subAck.clear();
		this.pubAckCode = NONE;
		this.pubAckDelayNanos = 0;
		this.bytesPerSecond = 0;
		this.networkDelayNanos = 0;
	}

	/**
	 * Fault that is either there or not.
	 */
	public enum Switch {

		/** An accepted CONNECT gets no answer. */
		CONNACK_WITHHELD,

		/** The request for a WebSocket gets no answer. */
		UPGRADE_UNANSWERED,

		/** A connection is accepted and cut at once. */
		NEW_CONNECTIONS_CUT,

		/** SUBSCRIBE gets no answer. */
		SUBACK_WITHHELD,

		/** UNSUBSCRIBE gets no answer. */
		UNSUBACK_WITHHELD,

		/** PUBLISH gets no answer. */
		PUBACK_WITHHELD,

		/** What is sent again gets another packet identifier. */
		REDELIVERED_RENUMBERED

	}

}
