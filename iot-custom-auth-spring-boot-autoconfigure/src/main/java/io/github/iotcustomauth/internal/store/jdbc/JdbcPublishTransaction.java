package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishTransaction;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
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

	private final List<OutboxMember> members = new ArrayList<>();

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
		this.owner.requireRoom();
		return onConnection((connection) -> {
			try (PreparedStatement statement = connection.prepareStatement(OutboxRows.INSERT,
					Statement.RETURN_GENERATED_KEYS)) {
				DataSourceUtils.applyTransactionTimeout(statement, this.owner.dataSource());
				return this.owner.rows().insert(statement, this.owner.clientId(), message);
			}
		});
	}

	@Override
	public void join(long number, Participant participant) {
		this.members.add(new OutboxMember(number, participant));
	}

	@Override
	public void join(Participant participant) {
		this.members.add(new OutboxMember(null, participant));
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
		switch (status) {
			case STATUS_COMMITTED -> committed();
			case STATUS_ROLLED_BACK -> OutboxMember.rolledBack(this.members);
			default -> this.owner.unknown().settle(this.members, this.holder, false);
		}
	}

	private void committed() {
		try {
			Set<Long> existing = onConnection((connection) -> {
				if (!this.completing && !connection.getAutoCommit()) {
					// published by a listener after the commit
					connection.commit();
				}
				return this.owner.rows().existing(connection, OutboxMember.numbers(this.members));
			});
			OutboxMember.settle(this.members, existing);
		}
		catch (RuntimeException ex) {
			logger.warn("The outbox looks again later what a transaction has committed", ex);
			this.owner.unknown().settle(this.members, this.holder, true);
		}
	}

	private <T> T onConnection(Work<T> work) {
		Connection connection = DataSourceUtils.getConnection(this.owner.dataSource());
		try {
			return work.with(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					"The outbox cannot use the transaction (table '" + JdbcPublishStore.TABLE + "')", ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.owner.dataSource());
		}
	}

	/**
	 * Work with a connection.
	 *
	 * @param <T> the type of the result
	 */
	private interface Work<T> {

		T with(Connection connection) throws SQLException;

	}

}
