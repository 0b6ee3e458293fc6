package io.github.iotcustomauth.internal.store.jdbc;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transaction of Spring on the {@code DataSource} of the outbox. Its connection is used
 * until Spring gives it back, also after the commit: a second one could be the one too
 * many for the pool.
 */
final class JdbcPublishTransaction implements PublishTransaction, TransactionSynchronization {

	private static final Log logger = LogFactory.getLog(JdbcPublishTransaction.class);

	private final JdbcPublishTransactions owner;

	private final ConnectionHolder holder;

	private final Thread thread = Thread.currentThread();

	private @Nullable Participant participant;

	private volatile boolean ended;

	private boolean completing;

	/**
	 * Create a transaction.
	 * @param owner the transactions that it is one of
	 * @param holder the connection of the transaction
	 */
	JdbcPublishTransaction(JdbcPublishTransactions owner, ConnectionHolder holder) {
		this.owner = owner;
		this.holder = holder;
	}

	boolean isOpen(JdbcPublishTransactions transactions) {
		return this.owner == transactions && !this.ended;
	}

	@Override
	public boolean isReadOnly() {
		return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	@Override
	public boolean isOpenHere() {
		return !this.ended && Thread.currentThread() == this.thread;
	}

	@Override
	public long append(IotMessage message) {
		try {
			return this.owner.table().insert(this.owner.jdbc(), this.owner.clientId(), List.of(message)).get(0);
		}
		catch (DataAccessException ex) {
			throw StoreFailures.of("The outbox cannot use the transaction", ex);
		}
	}

	@Override
	public Participant participant(Supplier<? extends Participant> first) {
		Participant present = this.participant;
		if (present == null) {
			present = first.get();
			this.participant = present;
		}
		return present;
	}

	@Override
	public void savepoint(Object savepoint) {
		if (this.participant != null) {
			this.participant.savepoint(savepoint);
		}
	}

	@Override
	public void savepointRollback(Object savepoint) {
		if (this.participant != null) {
			this.participant.rolledBackTo(savepoint);
		}
	}

	// before listeners that wait for the message after the commit
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void beforeCompletion() {
		this.completing = true;
	}

	@Override
	public void afterCommit() {
		this.completing = true;
		end(STATUS_COMMITTED);
	}

	@Override
	public void afterCompletion(int status) {
		if (!this.ended) {
			end(status);
		}
	}

	private void end(int status) {
		this.ended = true;
		Participant informed = this.participant;
		if (informed == null) {
			return;
		}
		switch (status) {
			case STATUS_COMMITTED -> committed(informed);
			case STATUS_ROLLED_BACK -> informed.ended(false, Set.of());
			default -> this.owner.unknown().settle(informed, this.holder, false);
		}
	}

	private void committed(Participant informed) {
		Set<Long> existing;
		try {
			if (!this.completing) {
				commit();
			}
			existing = this.owner.table().existing(this.owner.afterTheEnd(), informed.numbers());
		}
		catch (RuntimeException ex) {
			logger.warn("The outbox looks again later what a transaction has committed", ex);
			this.owner.unknown().settle(informed, this.holder, true);
			return;
		}
		informed.ended(true, existing);
	}

	// published by a listener after the commit
	private void commit() {
		this.owner.afterTheEnd().execute((ConnectionCallback<Boolean>) (connection) -> {
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
			return true;
		});
	}

}
