package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import io.github.iotcustomauth.internal.store.PublishTransaction;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions on the {@code DataSource} of the outbox.
 */
final class JdbcPublishTransactions implements PublishTransactions {

	private static final Log logger = LogFactory.getLog(JdbcPublishTransactions.class);

	private final DataSource dataSource;

	private final OutboxRows rows;

	private final String clientId;

	private final Runnable requireRoom;

	private final UnknownOutcomes unknown;

	private final AtomicBoolean outsideLogged = new AtomicBoolean();

	/**
	 * Create transactions.
	 * @param dataSource the data source of the outbox
	 * @param rows the rows of its table
	 * @param clientId the client id of the messages
	 * @param requireRoom throws an exception if the table is too full
	 */
	JdbcPublishTransactions(DataSource dataSource, OutboxRows rows, String clientId, Runnable requireRoom) {
		this.dataSource = dataSource;
		this.rows = rows;
		this.clientId = clientId;
		this.requireRoom = requireRoom;
		this.unknown = new UnknownOutcomes(dataSource, rows);
	}

	@Override
	public @Nullable PublishTransaction current() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			return null;
		}
		// the synchronizations of a suspended transaction are not among them
		for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
			if (known instanceof JdbcPublishTransaction joined && joined.isOpen(this)) {
				return joined;
			}
		}
		if (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
				&& isTransactional()) {
			JdbcPublishTransaction joined = new JdbcPublishTransaction(this, holder);
			TransactionSynchronizationManager.registerSynchronization(joined);
			return joined;
		}
		if (this.outsideLogged.compareAndSet(false, true)) {
			logger.warn("Messages are published in a transaction that is not one of the outbox's DataSource. "
					+ "They are not part of it");
		}
		return null;
	}

	// a transaction of another DataSource may have bound a connection that commits by
	// itself
	private boolean isTransactional() {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return !connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The outbox cannot join the transaction", ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	OutboxRows rows() {
		return this.rows;
	}

	String clientId() {
		return this.clientId;
	}

	void requireRoom() {
		this.requireRoom.run();
	}

	UnknownOutcomes unknown() {
		return this.unknown;
	}

}
