package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.SuspectFilters;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.transport.MqttTransport;

/**
 * A server in virtual time that hangs up on some messages and filters, and a client that
 * connects again a second later.
 */
public final class SimulatedServer implements SuspectFilters {

	private static final Duration ONE_WAY = Duration.ofMillis(10);

	private static final Duration RECONNECT = Duration.ofSeconds(1);

	public final List<IotMessage> received = new ArrayList<>();

	public final List<TopicFilter> granted = new ArrayList<>();

	public final List<TopicFilter> convicted = new ArrayList<>();

	private final VirtualTime time;

	private final PendingPublishes pending;

	private final Map<TopicFilter, Boolean> wanted = new LinkedHashMap<>();

	private Predicate<IotMessage> poison = (message) -> false;

	private Predicate<TopicFilter> poisonFilter = (filter) -> false;

	private Collection<TopicFilter> lastUnanswered = List.of();

	private boolean flapping;

	private Link link;

	private int connects;

	public SimulatedServer(VirtualTime time) {
		this.time = time;
		this.pending = TestPublishes.create(time, (settings) -> settings, this);
	}

	public SimulatedServer hangingUpOn(Predicate<IotMessage> poison) {
		this.poison = poison;
		return this;
	}

	public SimulatedServer hangingUpOnFilters(Predicate<TopicFilter> poisonFilter) {
		this.poisonFilter = poisonFilter;
		return this;
	}

	public void flapping(boolean flapping) {
		this.flapping = flapping;
	}

	public PendingPublishes pending() {
		return this.pending;
	}

	public int connects() {
		return this.connects;
	}

	public void subscribe(String filter) {
		this.wanted.put(TopicFilter.of(filter), true);
	}

	public void connect() {
		this.connects++;
		this.link = new Link();
		Set<TopicFilter> together = new LinkedHashSet<>();
		this.wanted.forEach((filter, ordinary) -> {
			if (ordinary) {
				together.add(filter);
			}
		});
		if (!together.isEmpty()) {
			this.link.ask(together);
		}
		this.pending.attach(this.link);
	}

	/**
	 * End the connection.
	 * @param byServer whether the server did it
	 */
	public void end(boolean byServer) {
		Link over = this.link;
		if (over != null) {
			this.link = null;
			this.lastUnanswered = List.copyOf(over.unanswered);
			over.lose();
			this.pending.detach(byServer);
			this.lastUnanswered = List.of();
			after(RECONNECT, this::connect);
		}
	}

	private void after(Duration delay, Runnable task) {
		this.time.executor().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public List<TopicFilter> unanswered() {
		return (this.link != null) ? List.copyOf(this.link.unanswered) : List.copyOf(this.lastUnanswered);
	}

	@Override
	public void isolate(TopicFilter filter) {
		this.wanted.put(filter, false);
	}

	@Override
	public void tryAlone(TopicFilter filter, Runnable answered) {
		this.link.ask(Set.of(filter)).thenRun(answered);
	}

	@Override
	public void acquit(TopicFilter filter) {
		this.wanted.put(filter, true);
	}

	@Override
	public void convict(TopicFilter filter) {
		this.wanted.remove(filter);
		this.convicted.add(filter);
	}

	private final class Link implements MqttTransport {

		private final List<CompletableFuture<Integer>> open = new ArrayList<>();

		private final Collection<TopicFilter> unanswered = new ArrayList<>();

		private boolean hungUp;

		@Override
		public CompletableFuture<Integer> publish(IotMessage message) {
			CompletableFuture<Integer> result = new CompletableFuture<>();
			this.open.add(result);
			if (message.qos() == Qos.AT_MOST_ONCE) {
				result.complete(0);
			}
			arrives(SimulatedServer.this.poison.test(message), () -> {
				SimulatedServer.this.received.add(message);
				answers(() -> result.complete(0));
			});
			return result;
		}

		CompletableFuture<Void> ask(Set<TopicFilter> filters) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			this.unanswered.addAll(filters);
			arrives(filters.stream().anyMatch(SimulatedServer.this.poisonFilter), () -> {
				SimulatedServer.this.granted.addAll(filters);
				answers(() -> {
					this.unanswered.removeAll(filters);
					result.complete(null);
				});
			});
			return result;
		}

		@Override
		public CompletableFuture<List<Integer>> unsubscribe(Set<TopicFilter> filters) {
			CompletableFuture<List<Integer>> result = new CompletableFuture<>();
			arrives(false, () -> answers(() -> result.complete(List.of(0))));
			return result;
		}

		private void arrives(boolean poison, Runnable taken) {
			after(ONE_WAY, () -> {
				if (this.hungUp || SimulatedServer.this.link != this) {
					return;
				}
				if (poison || SimulatedServer.this.flapping) {
					this.hungUp = true;
					after(ONE_WAY, () -> {
						if (SimulatedServer.this.link == this) {
							end(true);
						}
					});
					return;
				}
				taken.run();
			});
		}

		// also when the server hangs up right after it
		private void answers(Runnable answer) {
			after(ONE_WAY, answer);
		}

		void lose() {
			this.open.forEach((future) -> future.completeExceptionally(new TransportLostException()));
		}

		@Override
		public void open() {
		}

		@Override
		public CompletableFuture<List<Integer>> subscribe(Map<TopicFilter, Qos> filters) {
			throw new UnsupportedOperationException();
		}

		@Override
		public IotFailure timedOut(Duration limit) {
			return FakeTransport.TIMED_OUT;
		}

		@Override
		public void close() {
		}

		@Override
		public <T> Optional<T> unwrap(Class<T> type) {
			return Optional.empty();
		}

	}

}
