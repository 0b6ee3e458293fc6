package io.github.iotcustomauth.benchmarks.library;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.jspecify.annotations.Nullable;

/**
 * Transport without a network: grants every filter, and answers a publish when it is told
 * to.
 */
final class IdleTransport implements MqttTransport {

	private final Listener listener;

	private final AtomicInteger published = new AtomicInteger();

	private volatile @Nullable CompletableFuture<Integer> unanswered;

	IdleTransport(Listener listener) {
		this.listener = listener;
	}

	Listener listener() {
		return this.listener;
	}

	void answer() {
		Objects.requireNonNull(this.unanswered).complete(0);
	}

	/**
	 * How many messages the library has given to the transport.
	 * @return their number
	 */
	int published() {
		return this.published.get();
	}

	@Override
	public void open() {
		this.listener.onConnected(false);
	}

	@Override
	public CompletableFuture<Integer> publish(IotMessage message) {
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		this.unanswered = answer;
		this.published.incrementAndGet();
		return answer;
	}

	@Override
	public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
		return CompletableFuture.completedFuture(filters.keySet().stream().map((filter) -> 1).toList());
	}

	@Override
	public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
		return CompletableFuture.completedFuture(filters.stream().map((filter) -> 0).toList());
	}

	@Override
	public IotFailure timedOut(Duration limit) {
		throw new IllegalStateException("The transport connects at once");
	}

	@Override
	public void close() {
		this.listener.onReleased();
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return Optional.empty();
	}

}
