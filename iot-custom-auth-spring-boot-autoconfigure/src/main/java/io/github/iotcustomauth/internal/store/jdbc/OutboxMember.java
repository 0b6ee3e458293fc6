package io.github.iotcustomauth.internal.store.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.github.iotcustomauth.internal.store.PublishTransaction.Participant;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Participant of a transaction, with its row.
 *
 * @param number the number of the row, or {@code null} if it has none
 * @param participant the participant
 */
record OutboxMember(@Nullable Long number, Participant participant) {

	private static final Log logger = LogFactory.getLog(OutboxMember.class);

	static List<Long> numbers(List<OutboxMember> members) {
		return members.stream().map(OutboxMember::number).filter(Objects::nonNull).toList();
	}

	/**
	 * Tell the participants of a commit. A savepoint may have taken rows back.
	 * @param members the participants
	 * @param existing the rows that were committed
	 */
	static void settle(List<OutboxMember> members, Set<Long> existing) {
		for (OutboxMember member : members) {
			boolean committed = member.number == null || existing.contains(member.number);
			member.tell(committed ? Participant::committed : Participant::rolledBack);
		}
	}

	static void rolledBack(List<OutboxMember> members) {
		members.forEach((member) -> member.tell(Participant::rolledBack));
	}

	static void lost(List<OutboxMember> members) {
		members.forEach((member) -> member.tell(Participant::lost));
	}

	// one that fails costs no other
	private void tell(Consumer<Participant> outcome) {
		try {
			outcome.accept(this.participant);
		}
		catch (RuntimeException ex) {
			logger.error("A message of a transaction could not be handed over", ex);
		}
	}

}
