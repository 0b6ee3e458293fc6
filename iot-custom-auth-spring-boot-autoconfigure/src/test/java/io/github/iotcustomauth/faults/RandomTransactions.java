package io.github.iotcustomauth.faults;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes at random, on one thread: outside of transactions, or in some that commit,
 * roll back, have savepoints or are suspended. A message of a transaction has a row in a
 * table of the application as well, which tells afterwards whether it was committed.
 */
final class RandomTransactions implements Runnable {

	static final String TABLE = "booked";

	private static final int TOPICS = 3;

	private static final int MAX_STEPS = 4;

	private static final int MAX_PAUSE = 10_000_000;

	private final IotConnection connection;

	private final JdbcClient jdbc;

	private final PlatformTransactionManager transactions;

	private final AtomicInteger next;

	private final boolean joining;

	private final Random random;

	/**
	 * Create a publisher.
	 * @param connection the connection
	 * @param dataSource the database of the outbox
	 * @param transactions its transactions
	 * @param next the next number
	 * @param joining whether it publishes in transactions
	 * @param random decides about all the rest
	 */
	RandomTransactions(IotConnection connection, DataSource dataSource, PlatformTransactionManager transactions,
			AtomicInteger next, boolean joining, Random random) {
		this.connection = connection;
		this.jdbc = JdbcClient.create(dataSource);
		this.transactions = transactions;
		this.next = next;
		this.joining = joining;
		this.random = random;
	}

	@Override
	public void run() {
		while (true) {
			try {
				if (this.joining) {
					transaction(0);
				}
				else {
					outside();
				}
			}
			catch (RuntimeException ex) {
				TransactionsProcess.failed(0, ex);
			}
			LockSupport.parkNanos(this.random.nextInt(MAX_PAUSE));
		}
	}

	private void outside() {
		int number = this.next.getAndIncrement();
		String topic = topic();
		int seen = seen(topic);
		TransactionsProcess.begun(number, false);
		if (!publish(topic, NumberedMessage.now(number, number, seen)).isCompletedExceptionally()) {
			TransactionsProcess.committed(number);
		}
	}

	private CompletableFuture<Void> publish(String topic, NumberedMessage message) {
		CompletableFuture<Void> published = this.connection.publish(IotMessage.of(topic, message.text()));
		published.whenComplete((nothing, ex) -> {
			if (ex != null) {
				TransactionsProcess.failed(message.number(), ex);
			}
		});
		return published;
	}

	private void transaction(int depth) {
		int unit = this.next.getAndIncrement();
		TransactionsProcess.begun(unit, true);
		try {
			if (within(TransactionDefinition.PROPAGATION_REQUIRES_NEW, (steps) -> step(unit, depth))) {
				TransactionsProcess.committed(unit);
			}
			else {
				TransactionsProcess.rolledBack(unit);
			}
		}
		catch (RolledBackException ex) {
			TransactionsProcess.rolledBack(unit);
		}
	}

	private boolean within(int propagation, Step step) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return Boolean.TRUE.equals(template.execute((status) -> {
			int steps = 1 + this.random.nextInt(MAX_STEPS);
			for (int i = 0; i < steps; i++) {
				step.take(i);
			}
			return decide(status);
		}));
	}

	private boolean decide(TransactionStatus status) {
		switch (this.random.nextInt(6)) {
			case 0 -> status.setRollbackOnly();
			case 1 -> throw new RolledBackException();
			default -> {
				return true;
			}
		}
		return false;
	}

	private void step(int unit, int depth) {
		switch ((depth == 0) ? this.random.nextInt(10) : -1) {
			case 0 -> transaction(depth + 1);
			case 1 -> suspended();
			case 2 -> savepoint(unit);
			default -> message(unit);
		}
	}

	private void suspended() {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		template.executeWithoutResult((status) -> outside());
	}

	private void savepoint(int unit) {
		try {
			within(TransactionDefinition.PROPAGATION_NESTED, (step) -> message(unit));
		}
		catch (RolledBackException ex) {
			// to the savepoint: the transaction goes on
		}
	}

	private void message(int unit) {
		int number = this.next.getAndIncrement();
		String topic = topic();
		int seen = seen(topic);
		boolean first = this.random.nextBoolean();
		if (first) {
			book(topic, number);
		}
		publish(topic, NumberedMessage.now(number, unit, seen));
		if (!first) {
			book(topic, number);
		}
	}

	private String topic() {
		return TransactionsProcess.TOPICS + this.random.nextInt(TOPICS);
	}

	private void book(String topic, int number) {
		this.jdbc.sql("insert into " + TABLE + " (topic, number) values (?, ?)").params(topic, number).update();
	}

	// of another transaction it is committed, even if that does not know yet
	private int seen(String topic) {
		return this.random.nextBoolean()
				? this.jdbc.sql("select coalesce(max(number), 0) from " + TABLE + " where topic = ?")
					.param(topic)
					.query(Integer.class)
					.single()
				: 0;
	}

	/**
	 * Step of a transaction.
	 */
	@FunctionalInterface
	private interface Step {

		void take(int index);

	}

	/**
	 * Rolls a transaction back.
	 */
	private static final class RolledBackException extends RuntimeException {

	}

}
