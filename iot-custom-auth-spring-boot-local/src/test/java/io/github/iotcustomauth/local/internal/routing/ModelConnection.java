package io.github.iotcustomauth.local.internal.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connection that checks everything that it is sent.
 */
final class ModelConnection implements Outlet {

	private final List<ModelMessage> published;

	private final Map<Integer, ModelMessage> unacknowledged;

	private final int receiveMaximum;

	private final LongSupplier nanoTime;

	/** What the client has got on earlier connections, and expects before the rest. */
	private final Deque<Integer> again;

	private final Set<Integer> sent = new LinkedHashSet<>();

	private final Map<String, Integer> last;

	private boolean writable = true;

	ModelConnection(List<ModelMessage> published, Map<Integer, ModelMessage> unacknowledged, Map<String, Integer> last,
			int receiveMaximum, LongSupplier nanoTime) {
		this.published = published;
		this.unacknowledged = unacknowledged;
		this.last = last;
		this.receiveMaximum = receiveMaximum;
		this.nanoTime = nanoTime;
		this.again = new ArrayDeque<>(unacknowledged.keySet());
	}

	void setWritable(boolean writable) {
		this.writable = writable;
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public boolean mayReceive(RoutedMessage message, String group) {
		return true;
	}

	@Override
	public long delayNanos() {
		return 0;
	}

	@Override
	public boolean send(RoutedMessage message, int qos, boolean retain, int packetId) {
		assertThat(this.writable).as("writable").isTrue();
		ModelMessage sentNow = this.published
			.get(Integer.parseInt(new String(message.payload(), StandardCharsets.US_ASCII)));
		assertThat(sentNow.reliable).isEqualTo(qos == 1);
		if (qos == 1) {
			receive(sentNow, packetId);
		}
		else {
			receiveOnce(sentNow);
		}
		return !sentNow.oversized;
	}

	private void receive(ModelMessage message, int packetId) {
		assertThat(this.sent).as("messages without PUBACK").hasSizeLessThan(this.receiveMaximum);
		if (!this.again.isEmpty()) {
			assertThat(packetId).as("packet identifier again").isEqualTo(this.again.remove());
			assertThat(this.unacknowledged.get(packetId)).isSameAs(message);
			this.sent.add(packetId);
			return;
		}
		assertThat(packetId).isPositive();
		assertThat(this.unacknowledged).as("packet identifiers in use").doesNotContainKey(packetId);
		receiveOnce(message);
		if (!message.oversized) {
			this.sent.add(packetId);
			this.unacknowledged.put(packetId, message);
		}
	}

	private void receiveOnce(ModelMessage message) {
		assertThat(message.delivered).as("delivered already: %s", message).isFalse();
		assertThat(message.hasExpired(this.nanoTime.getAsLong())).as("expired: %s", message).isFalse();
		message.delivered = true;
		String order = message.topic + (message.reliable ? ", QoS 1" : ", QoS 0");
		assertThat(message.number).as("order of topic %s", order).isGreaterThan(this.last.getOrDefault(order, -1));
		this.last.put(order, message.number);
	}

	List<Integer> unacknowledged() {
		return new ArrayList<>(this.sent);
	}

	void acknowledge(int packetId) {
		this.sent.remove(packetId);
		this.unacknowledged.remove(packetId);
	}

	boolean canTakeMore() {
		return this.sent.size() < this.receiveMaximum;
	}

	boolean hasGotEverythingAgain() {
		return this.again.isEmpty();
	}

}
