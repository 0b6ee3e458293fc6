package io.github.iotcustomauth.local.internal.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Connection of a client that records what it is sent.
 */
final class RecordingOutlet implements Outlet {

	private final List<String> payloads = new ArrayList<>();

	private final List<Integer> packetIds = new ArrayList<>();

	private final Set<String> forbidden = new HashSet<>();

	private boolean writable = true;

	private int writabilityChecks;

	private boolean renumbers;

	private long delayNanos;

	@Override
	public boolean isWritable() {
		this.writabilityChecks++;
		return this.writable;
	}

	@Override
	public boolean mayReceive(RoutedMessage message, String group) {
		return !this.forbidden.contains(message.topic());
	}

	@Override
	public boolean renumbers() {
		return this.renumbers;
	}

	@Override
	public long delayNanos() {
		return this.delayNanos;
	}

	@Override
	public boolean send(RoutedMessage message, int qos, boolean retain, int packetId) {
		this.payloads.add(new String(message.payload(), StandardCharsets.UTF_8));
		this.packetIds.add(packetId);
		return true;
	}

	void setWritable(boolean writable) {
		this.writable = writable;
	}

	void setRenumbers(boolean renumbers) {
		this.renumbers = renumbers;
	}

	void setDelayNanos(long delayNanos) {
		this.delayNanos = delayNanos;
	}

	void forbid(String topic) {
		this.forbidden.add(topic);
	}

	int writabilityChecks() {
		return this.writabilityChecks;
	}

	List<String> payloads() {
		return this.payloads;
	}

	int lastPacketId() {
		return this.packetIds.get(this.packetIds.size() - 1);
	}

	List<Integer> packetIds() {
		return this.packetIds;
	}

}
