package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Transports without a network: every attempt gets the answer that was chosen.
 */
final class FakeTransportFactory implements MqttTransportFactory, AutoCloseable {

	final List<ConnectionSettings> attempts = new CopyOnWriteArrayList<>();

	final List<EncodedCredentials> credentials = new CopyOnWriteArrayList<>();

	final List<String> calls = new CopyOnWriteArrayList<>();

	private final Consumer<MqttTransport.Listener> answer;

	private FakeTransportFactory(Consumer<MqttTransport.Listener> answer) {
		this.answer = answer;
	}

	static FakeTransportFactory accepting() {
		return new FakeTransportFactory((listener) -> listener.onConnected(false));
	}

	static FakeTransportFactory refusing() {
		return new FakeTransportFactory((listener) -> listener.onEnded(MqttReasonCodes.of(0x87), false));
	}

	static FakeTransportFactory silent() {
		return new FakeTransportFactory((listener) -> {
		});
	}

	@Override
	public MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		this.attempts.add(settings);
		this.credentials.add(credentials);
		return new FakeTransport(listener);
	}

	@Override
	public void close() {
		this.calls.add("factory closed");
	}

	private final class FakeTransport implements MqttTransport {

		private final AtomicBoolean closed = new AtomicBoolean();

		private final Listener listener;

		FakeTransport(Listener listener) {
			this.listener = listener;
		}

		@Override
		public void open() {
			FakeTransportFactory.this.calls.add("opened");
			FakeTransportFactory.this.answer.accept(this.listener);
		}

		@Override
		public CompletableFuture<Integer> publish(IotMessage message) {
			return CompletableFuture.completedFuture(0);
		}

		@Override
		public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
			return CompletableFuture.completedFuture(filters.values().stream().map(Qos::value).toList());
		}

		@Override
		public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
			return CompletableFuture.completedFuture(filters.stream().map((filter) -> 0).toList());
		}

		@Override
		public IotFailure timedOut(Duration limit) {
			return IotFailure.of(FailureReason.CONNECT_TIMEOUT, "The server did not answer");
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				FakeTransportFactory.this.calls.add("closed");
				this.listener.onReleased();
			}
		}

		@Override
		public <T> Optional<T> unwrap(Class<T> type) {
			return Optional.empty();
		}

	}

}
