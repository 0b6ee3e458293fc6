package io.github.iotcustomauth.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import io.github.iotcustomauth.faults.NumberedMessage.Moment;

/**
 * The order that the outbox promises for a topic: within a transaction as published, and
 * what was committed before a message was published comes before it. A message published
 * outside is a transaction of its own. Nothing else has an order.
 */
final class CommitOrder {

	private final List<NumberedMessage> arrived;

	private final IntFunction<Moment> committed;

	private final Map<Integer, Integer> positions = new HashMap<>();

	private final Map<Integer, Integer> lastOfUnit = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private CommitOrder(List<NumberedMessage> arrived, IntFunction<Moment> committed) {
		this.arrived = arrived;
		this.committed = committed;
		for (int i = 0; i < arrived.size(); i++) {
			this.positions.put(arrived.get(i).number(), i);
			this.lastOfUnit.put(arrived.get(i).unit(), i);
		}
	}

	/**
	 * Find messages that arrived too early.
	 * @param arrived the messages of one topic without repetitions, as they arrived
	 * @param committed when a transaction had been committed, at the latest
	 * @return what is wrong, one line for each message and rule
	 */
	static List<String> violations(List<NumberedMessage> arrived, IntFunction<Moment> committed) {
		CommitOrder order = new CommitOrder(arrived, committed);
		order.checkWithinTransactions();
		order.checkBetweenTransactions();
		order.checkSeen();
		return order.violations;
	}

	// a transaction is one thread, which takes ascending numbers
	private void checkWithinTransactions() {
		Map<Integer, NumberedMessage> last = new HashMap<>();
		for (NumberedMessage message : this.arrived) {
			NumberedMessage before = last.put(message.unit(), message);
			if (before != null && before.number() > message.number()) {
				this.violations.add(before + " before " + message + " of the same transaction");
			}
		}
	}

	private void checkBetweenTransactions() {
		List<Integer> units = this.lastOfUnit.keySet().stream().sorted(Comparator.comparing(this::committed)).toList();
		List<NumberedMessage> messages = this.arrived.stream()
			.sorted(Comparator.comparing(NumberedMessage::time))
			.toList();
		int next = 0;
		int last = -1;
		for (NumberedMessage message : messages) {
			for (; next < units.size() && committed(units.get(next)).compareTo(message.time()) <= 0; next++) {
				last = Math.max(last, this.lastOfUnit.get(units.get(next)));
			}
			if (last > this.positions.get(message.number())) {
				this.violations
					.add(message + " before " + this.arrived.get(last) + ", committed before it was published");
			}
		}
	}

	private Moment committed(Integer unit) {
		return this.committed.apply(unit);
	}

	private void checkSeen() {
		for (NumberedMessage message : this.arrived) {
			Integer position = this.positions.get(message.seen());
			NumberedMessage seen = (position != null) ? this.arrived.get(position) : message;
			if (seen.unit() != message.unit()
					&& this.lastOfUnit.get(seen.unit()) > this.positions.get(message.number())) {
				this.violations.add(message + " before the transaction of " + seen + ", which it had seen committed");
			}
		}
	}

}
