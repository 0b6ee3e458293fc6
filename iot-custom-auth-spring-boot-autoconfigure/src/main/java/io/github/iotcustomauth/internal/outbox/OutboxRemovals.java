package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are done with: acknowledged, given up or to be set aside. Many of them go at
 * a time, because the threads that add them must not block. As many may wait as there are
 * rows.
 */
final class OutboxRemovals {

	private static final Log logger = LogFactory.getLog(OutboxRemovals.class);

	private static final int CHUNK = 500;

	// then those who publish have their turn
	private static final int CHUNKS_A_TURN = 4;

	// long enough for several PUBACKs
	private static final Duration DELAY = Duration.ofMillis(20);

	private static final Duration DELAY_AFTER_FAILURE = Duration.ofSeconds(1);

	private final Queue<Long> numbers = new ConcurrentLinkedQueue<>();

	// of those among the numbers that stay
	private final Map<Long, FailureReason> reasons = new ConcurrentHashMap<>();

	private final PublishStore store;

	private final OutboxThread.Task task;

	private final Consumer<Collection<Long>> removed;

	private final OutboxDatabase database;

	private Runnable afterwards = () -> {
	};

	private boolean failing;

	/**
	 * Create removals.
	 * @param store the store that has the rows
	 * @param thread the thread that works with it
	 * @param database told about failures and removed rows
	 * @param removed told which rows are gone
	 */
	OutboxRemovals(PublishStore store, OutboxThread thread, OutboxDatabase database,
			Consumer<Collection<Long>> removed) {
		this.store = store;
		this.database = database;
		this.removed = removed;
		this.task = thread.task(this::run);
	}

	/**
	 * Say what to do when rows are gone.
	 * @param listener run on the thread of the outbox
	 */
	void onRemoval(Runnable listener) {
		this.afterwards = listener;
	}

	void remove(long number) {
		this.numbers.add(number);
		this.task.run(DELAY);
	}

	void setAside(long number, FailureReason reason, @Nullable String detail) {
		this.reasons.put(number, reason);
		logger.warn("Row " + number + " of " + this.store.name() + " is set aside and not sent: " + reason
				+ ((detail != null) ? " (" + PrintableText.line(detail) + ")" : ""));
		remove(number);
	}

	Collection<Long> numbers() {
		return List.copyOf(this.numbers);
	}

	/**
	 * Go on with those that are left.
	 */
	void resume() {
		if (!this.numbers.isEmpty()) {
			this.task.run(DELAY);
		}
	}

	/**
	 * Remove what there is, as far as that is possible. On the thread of the outbox.
	 */
	void finish() {
		do {
			run();
		}
		while (!this.numbers.isEmpty() && !this.failing && this.database.isUsable());
	}

	// on the thread of the outbox
	private void run() {
		if (!this.database.isUsable()) {
			return;
		}
		try {
			removeSome();
			this.failing = false;
			this.afterwards.run();
			if (!this.numbers.isEmpty()) {
				this.task.run(Duration.ZERO);
			}
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("Acknowledged messages cannot be removed from the outbox at the moment", ex);
			}
			this.failing = true;
			this.database.failed(ex);
			this.task.run(DELAY_AFTER_FAILURE);
		}
	}

	private void removeSome() {
		for (int i = 0; i < CHUNKS_A_TURN && !this.numbers.isEmpty(); i++) {
			List<Long> chunk = poll();
			try {
				settle(chunk);
			}
			catch (RuntimeException ex) {
				this.numbers.addAll(chunk);
				throw ex;
			}
		}
	}

	private List<Long> poll() {
		List<Long> chunk = new ArrayList<>();
		for (Long number = this.numbers.poll(); number != null; number = (chunk.size() < CHUNK) ? this.numbers.poll()
				: null) {
			chunk.add(number);
		}
		return chunk;
	}

	private void settle(List<Long> chunk) {
		List<Long> gone = chunk.stream().filter((number) -> !this.reasons.containsKey(number)).toList();
		if (!gone.isEmpty()) {
			this.store.remove(gone);
		}
		Map<Long, FailureReason> kept = chunk.stream()
			.filter(this.reasons::containsKey)
			.collect(Collectors.toMap((number) -> number, this.reasons::get, (first, second) -> first));
		if (!kept.isEmpty()) {
			this.store.setAside(kept);
		}
		this.database.removed(gone.size(), kept.size());
		this.removed.accept(chunk);
		kept.keySet().forEach(this.reasons::remove);
	}

	void logLeft() {
		if (!this.numbers.isEmpty()) {
			logger.warn(this.numbers.size()
					+ " acknowledged messages could not be removed from the outbox and will be sent again");
		}
	}

}
