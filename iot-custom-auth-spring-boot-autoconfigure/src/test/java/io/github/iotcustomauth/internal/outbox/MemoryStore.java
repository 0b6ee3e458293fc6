package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.local.internal.protocol.Limits;

/**
 * Store in memory that fails, hangs or loses rows when a test wants that.
 */
final class MemoryStore implements PublishStore {

	final Map<Long, IotMessage> messages = new ConcurrentSkipListMap<>();

	final Map<Long, FailureReason> setAside = new ConcurrentSkipListMap<>();

	// messages of each call
	final List<Integer> batches = new ArrayList<>();

	final AtomicInteger opened = new AtomicInteger();

	volatile RuntimeException failure;

	volatile RuntimeException removalFailure;

	volatile boolean usable = true;

	// before a connection is there
	volatile CountDownLatch noConnection = new CountDownLatch(0);

	// while the messages are written
	volatile CountDownLatch writing = new CountDownLatch(0);

	// while it is looked at after a failure
	volatile CountDownLatch checking = new CountDownLatch(0);

	volatile Limits limits = new Limits(1000, Duration.ofSeconds(5));

	volatile String clientId;

	private volatile String refused;

	private long last;

	long append(String text) {
		return append(IotMessage.of("a", text));
	}

	synchronized long append(IotMessage message) {
		this.messages.put(++this.last, message);
		return this.last;
	}

	void refuse(String text) {
		this.refused = text;
	}

	List<String> texts() {
		return this.messages.values().stream().map(IotMessage::text).toList();
	}

	@Override
	public Limits limits() {
		return this.limits;
	}

	@Override
	public void open(String client) {
		failIfSaid();
		this.clientId = client;
		this.opened.incrementAndGet();
	}

	@Override
	public Counts count(String client) {
		failIfSaid();
		return new Counts(this.messages.size() + this.setAside.size(), this.setAside.size(), Duration.ZERO);
	}

	@Override
	public boolean isUsable() {
		await(this.checking);
		return this.usable;
	}

	@Override
	public List<Long> append(String client, Supplier<List<IotMessage>> wanted) {
		await(this.noConnection);
		List<IotMessage> batch = wanted.get();
		await(this.writing);
		failIfSaid();
		if (batch.stream().anyMatch((message) -> message.text().equals(this.refused))) {
			throw new RefusedException("on purpose", new IllegalStateException());
		}
		this.batches.add(batch.size());
		return batch.stream().map(this::append).toList();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void failIfSaid() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	@Override
	public List<Long> waiting(String client, int limit) {
		failIfSaid();
		return this.messages.keySet().stream().limit(limit).toList();
	}

	@Override
	public List<Row> read(Collection<Long> numbers) {
		failIfSaid();
		if (numbers.stream()
			.map(this.messages::get)
			.anyMatch((message) -> message != null && message.text().equals("unreadable"))) {
			throw new IllegalStateException("on purpose");
		}
		return numbers.stream()
			.filter(this.messages::containsKey)
			.map((number) -> Row.of(number, this.messages.get(number)))
			.toList();
	}

	@Override
	public Set<Long> existing(Collection<Long> numbers) {
		return numbers.stream().filter(this.messages::containsKey).collect(Collectors.toSet());
	}

	@Override
	public void remove(Collection<Long> numbers) {
		if (this.removalFailure != null) {
			throw this.removalFailure;
		}
		numbers.forEach(this.messages::remove);
	}

	@Override
	public void setAside(Map<Long, FailureReason> reasons) {
		reasons.forEach((number, reason) -> {
			this.messages.remove(number);
			this.setAside.put(number, reason);
		});
	}

	@Override
	public List<SetAside> findSetAside(String client, int limit) {
		return this.setAside.entrySet()
			.stream()
			.limit(limit)
			.map((entry) -> new SetAside(entry.getKey(), "a", entry.getValue().name(), null))
			.toList();
	}

	@Override
	public boolean retry(String client, long number) {
		boolean found = this.setAside.remove(number) != null;
		if (found) {
			this.messages.put(number, IotMessage.of("a", "again"));
		}
		return found;
	}

	@Override
	public boolean discard(String client, long number) {
		return this.setAside.remove(number) != null;
	}

	@Override
	public int adoptSome(String from, String client) {
		return 0;
	}

	@Override
	public List<OtherClient> countOthers(String client) {
		return List.of();
	}

	@Override
	public String name() {
		return "the memory";
	}

}
