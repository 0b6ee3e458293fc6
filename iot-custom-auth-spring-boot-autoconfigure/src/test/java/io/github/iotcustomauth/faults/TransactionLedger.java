package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.faults.NumberedMessage.Moment;

/**
 * Keeps the books of messages that were published in transactions or outside, where each
 * is a transaction of its own. The database tells at the end which messages of
 * transactions were committed.
 */
final class TransactionLedger {

	// whether they are more than a publish outside
	private final Map<Integer, Boolean> open = new HashMap<>();

	private final Map<Integer, Moment> commits = new HashMap<>();

	private final Map<String, Integer> failures = new TreeMap<>();

	private final Set<Integer> failed = new TreeSet<>();

	private final Map<String, List<NumberedMessage>> arrived = new TreeMap<>();

	private final Map<Integer, NumberedMessage> received = new HashMap<>();

	private final Set<Integer> outside = new TreeSet<>();

	private int mostFound;

	private int lastBegun;

	private int rolledBack;

	private int duplicated;

	// -1 until they are counted, -2 when they cannot be
	private int left = -1;

	private int aside;

	private long lastReceivedAt = -1;

	private long longestSilence;

	/**
	 * Note what a {@link TransactionsProcess} reports.
	 * @param line the line
	 */
	synchronized void reported(String line) {
		String[] words = line.split(" ", 3);
		switch (words[0]) {
			case TransactionsProcess.FOUND -> this.mostFound = Math.max(Integer.parseInt(words[1]), this.mostFound);
			case TransactionsProcess.BEGUN -> begun(Integer.parseInt(words[1]), Boolean.parseBoolean(words[2]));
			case TransactionsProcess.COMMITTED -> committed(Integer.parseInt(words[1]), Long.parseLong(words[2]));
			case TransactionsProcess.ROLLED_BACK -> {
				this.open.remove(Integer.valueOf(words[1]));
				this.rolledBack++;
			}
			case TransactionsProcess.FAILED -> {
				this.failed.add(Integer.valueOf(words[1]));
				this.failures.merge(words[2], 1, Integer::sum);
			}
			case TransactionsProcess.LEFT -> left(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
			default -> {
				// what the application logs
			}
		}
	}

	private void begun(int unit, boolean joined) {
		this.open.put(unit, joined);
		this.lastBegun = Math.max(unit, this.lastBegun);
	}

	private void committed(int unit, long nanos) {
		if (Boolean.FALSE.equals(this.open.remove(unit))) {
			this.outside.add(unit);
		}
		this.commits.put(unit, Moment.of(unit, nanos));
	}

	synchronized void received(String topic, NumberedMessage message) {
		long now = System.nanoTime();
		if (this.lastReceivedAt >= 0) {
			this.longestSilence = Math.max(this.longestSilence, now - this.lastReceivedAt);
		}
		this.lastReceivedAt = now;
		if (this.received.putIfAbsent(message.number(), message) != null) {
			this.duplicated++;
		}
		else {
			this.arrived.computeIfAbsent(topic, (first) -> new ArrayList<>()).add(message);
		}
	}

	synchronized boolean hasBegun(int process) {
		return this.lastBegun >= NumberedMessage.firstNumber(process);
	}

	synchronized boolean isEmpty() {
		return this.left == 0;
	}

	// what is counted while the process ends does not matter
	private void left(int rows, int setAside) {
		if (this.left != 0) {
			this.left = rows;
			this.aside = setAside;
		}
	}

	synchronized String left() {
		return this.left + " rows, " + this.aside + " of them set aside";
	}

	/**
	 * The most rows that a process has found at its start.
	 * @return their number
	 */
	synchronized int mostFound() {
		return this.mostFound;
	}

	/**
	 * What had not ended when a process was killed.
	 * @param joined whether to count transactions, instead of publishes outside
	 * @return the number
	 */
	synchronized long interrupted(boolean joined) {
		return this.open.values().stream().filter((value) -> value == joined).count();
	}

	synchronized int rolledBack() {
		return this.rolledBack;
	}

	synchronized int committed() {
		return this.commits.size() - this.outside.size();
	}

	/**
	 * What has to arrive.
	 * @param booked the messages of transactions that the database has
	 * @return these and those whose publish outside has returned
	 */
	synchronized Set<Integer> promised(Set<Integer> booked) {
		Set<Integer> promised = new TreeSet<>(booked);
		promised.addAll(this.outside);
		return promised;
	}

	synchronized Set<Integer> lost(Set<Integer> booked) {
		Set<Integer> lost = promised(booked);
		lost.removeAll(this.received.keySet());
		return lost;
	}

	/**
	 * What should not have arrived.
	 * @param booked the messages of transactions that the database has
	 * @return other messages of transactions that were received
	 */
	synchronized List<NumberedMessage> sentAlthoughRolledBack(Set<Integer> booked) {
		return this.received.values()
			.stream()
			.filter((message) -> message.isJoined() && !booked.contains(message.number()))
			.toList();
	}

	/**
	 * What H2 may have shown without having written it to its file.
	 * @param message a message that arrived and is not in the database
	 * @return whether its transaction had not ended when its process was killed
	 */
	synchronized boolean wasInterrupted(NumberedMessage message) {
		return this.open.containsKey(message.unit());
	}

	/**
	 * What failed and has to arrive all the same.
	 * @param booked the messages of transactions that the database has
	 * @return the numbers of the messages whose futures told something wrong
	 */
	synchronized Set<Integer> failedAlthoughPromised(Set<Integer> booked) {
		Set<Integer> promised = promised(booked);
		promised.retainAll(this.failed);
		return promised;
	}

	// a commit that was not reported is not later than the end of its process
	synchronized List<String> disordered() {
		return this.arrived.values()
			.stream()
			.flatMap((messages) -> CommitOrder
				.violations(messages, (unit) -> this.commits.getOrDefault(unit, Moment.endOfProcess(unit)))
				.stream())
			.toList();
	}

	synchronized int received() {
		return this.received.size();
	}

	/**
	 * A row of the table.
	 * @param fault what was injected
	 * @param times how often
	 * @param booked the messages of transactions that the database has
	 * @param connects the number of CONNECT packets
	 * @param remarks what else is worth knowing
	 * @return the row
	 */
	synchronized Row row(String fault, int times, Set<Integer> booked, int connects, String remarks) {
		int promised = promised(booked).size();
		int rolledBack = this.failures.getOrDefault(FailureReason.TRANSACTION_ROLLED_BACK.name(), 0);
		return new Row(fault, times, promised + rolledBack, promised, this.received.size(), lost(booked).size(),
				this.duplicated, new TreeMap<>(this.failures), 0, Duration.ofNanos(this.longestSilence), connects,
				remarks);
	}

}
