package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import io.github.iotcustomauth.internal.store.PublishTransaction;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions on the {@code DataSource} of the outbox.
 */
final class JdbcPublishTransactions implements PublishTransactions {

	private static final Log logger = LogFactory.getLog(JdbcPublishTransactions.class);

	private final DataSource dataSource;

	// without a limit of its own: the transaction has one
	private final JdbcTemplate jdbc;

	// the deadline of the transaction may be over when it has been committed
	private final JdbcTemplate afterTheEnd;

	private final OutboxTable table;

	private final String clientId;

	private final UnknownOutcomes unknown;

	private final AtomicBoolean outsideLogged = new AtomicBoolean();

	/**
	 * Create transactions.
	 * @param dataSource the data source of the outbox
	 * @param table its table
	 * @param clientId the client id of the messages
	 */
	JdbcPublishTransactions(DataSource dataSource, OutboxTable table, String clientId) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		this.afterTheEnd = new JdbcTemplate(dataSource) {

			@Override
			protected void applyStatementSettings(Statement statement) {
			}

		};
		this.table = table;
		this.clientId = clientId;
		this.unknown = new UnknownOutcomes(dataSource, table);
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
		ConnectionCallback<Boolean> commitsByItself = Connection::getAutoCommit;
		return Boolean.FALSE.equals(this.jdbc.execute(commitsByItself));
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	JdbcTemplate afterTheEnd() {
		return this.afterTheEnd;
	}

	OutboxTable table() {
		return this.table;
	}

	String clientId() {
		return this.clientId;
	}

	UnknownOutcomes unknown() {
		return this.unknown;
	}

}
