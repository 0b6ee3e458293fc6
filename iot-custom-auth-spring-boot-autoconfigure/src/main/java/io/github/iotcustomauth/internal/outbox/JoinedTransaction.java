package io.github.iotcustomauth.internal.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of the application has published. Used by its thread, and by one
 * other after its end.
 */
final class JoinedTransaction implements PublishTransaction.Participant {

	private static final IotFailure LOST = IotFailure.of(FailureReason.OUTBOX_UNCERTAIN,
			"Check its database: whether the transaction was committed is unknown, and the message may be sent after "
					+ "the next start");

	private final OutboxDatabase database;

	private final PendingPublishes pending;

	private final OutboxWindow window;

	private final Runnable readSoon;

	private final List<Member> members = new ArrayList<>();

	private final Map<Object, Integer> savepoints = new HashMap<>();

	/**
	 * Create a transaction without messages.
	 * @param database counts the rows
	 * @param pending takes publishes without a row
	 * @param window takes the rows
	 * @param readSoon has the table read
	 */
	JoinedTransaction(OutboxDatabase database, PendingPublishes pending, OutboxWindow window, Runnable readSoon) {
		this.database = database;
		this.pending = pending;
		this.window = window;
		this.readSoon = readSoon;
	}

	void add(@Nullable Long number, PendingPublish publish) {
		this.members.add(new Member(number, publish));
	}

	// those of other transactions may have been committed before
	@Override
	public Collection<Long> numbers() {
		Set<String> topics = this.members.stream()
			.map((member) -> member.publish().topic())
			.collect(Collectors.toSet());
		Set<Long> numbers = new HashSet<>(this.window.undecidedOf(topics, this.members.size()));
		this.members.stream().map(Member::number).forEach((number) -> {
			if (number != null) {
				numbers.add(number);
			}
		});
		return numbers;
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, this.members.size());
	}

	// the rows tell about the others
	@Override
	public void rolledBackTo(Object savepoint) {
		List<Member> since = this.members.subList(this.savepoints.getOrDefault(savepoint, 0), this.members.size());
		List<Member> unstored = since.stream().filter((member) -> member.number() == null).toList();
		since.removeAll(unstored);
		unstored.forEach((member) -> fail(member, OutboxFailures.ROLLED_BACK));
	}

	// in the order of the rows: another transaction may have been published after the
	// commit of this one, and may have been committed before this one learns of it
	@Override
	public void ended(boolean committed, Set<Long> existing) {
		NavigableSet<Long> left = new TreeSet<>(existing);
		boolean sent = committed || this.members.stream().anyMatch((member) -> member.isAmong(existing));
		int added = 0;
		for (Member member : this.members) {
			if (member.isAmong(existing)) {
				Set<Long> next = left.headSet(Objects.requireNonNull(member.number()), true);
				this.window.committed(Map.of(), List.copyOf(next));
				next.clear();
				added++;
			}
			else if (sent && member.number() == null) {
				this.pending.acceptAnyway(member.publish());
			}
			else if (fail(member, OutboxFailures.ROLLED_BACK)) {
				added++;
			}
		}
		this.window.committed(Map.of(), left);
		this.database.added(added);
		if (added > 0 && this.window.isReading()) {
			this.readSoon.run();
		}
	}

	@Override
	public void lost() {
		this.members.forEach((member) -> fail(member, LOST));
	}

	// whether it was committed, sent and acknowledged before the end was told
	private boolean fail(Member member, IotFailure failure) {
		if (member.number() != null && !this.window.forget(member.number())) {
			return true;
		}
		member.publish().end(member.publish().failed(failure));
		return false;
	}

	/**
	 * Publish of the transaction.
	 *
	 * @param number the number of its row, or {@code null} if it has none
	 * @param publish the publish
	 */
	private record Member(@Nullable Long number, PendingPublish publish) {

		boolean isAmong(Set<Long> numbers) {
			return this.number != null && numbers.contains(this.number);
		}

	}

}
