package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Store for publishes in a table. Its own work happens in transactions of its own, on
 * connections of its own; messages of the application's transactions are part of them. A
 * message is as durable as the commit of the database.
 */
public final class JdbcPublishStore implements PublishStore {

	private static final Log logger = LogFactory.getLog(JdbcPublishStore.class);

	private final DataSource dataSource;

	private final JdbcStoreSettings settings;

	private final Runnable initializer;

	private final OutboxTable table;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	/**
	 * Create a store.
	 * @param dataSource the database
	 * @param settings the table and its bounds
	 * @param initializer creates or upgrades the table if the application wants that;
	 * throws an exception while it cannot
	 */
	public JdbcPublishStore(DataSource dataSource, JdbcStoreSettings settings, Runnable initializer) {
		this(dataSource, settings, initializer, Clock.systemUTC());
	}

	JdbcPublishStore(DataSource dataSource, JdbcStoreSettings settings, Runnable initializer, Clock clock) {
		this.dataSource = withoutProxy(dataSource);
		this.settings = settings;
		this.initializer = initializer;
		this.table = new OutboxTable(settings.table(), clock);
		this.jdbc = new JdbcTemplate(this.dataSource);
		// whole seconds only, at least one
		this.jdbc.setQueryTimeout(Math.toIntExact(Math.max(1, settings.limits().timeout().toSeconds())));
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
	}

	// its connections join transactions, those of the store must not
	private static DataSource withoutProxy(DataSource dataSource) {
		DataSource target = dataSource;
		while (target instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
			target = proxy.getTargetDataSource();
		}
		return target;
	}

	@Override
	public Limits limits() {
		return this.settings.limits();
	}

	@Override
	public String name() {
		return "table '" + this.settings.table() + "'";
	}

	/**
	 * Create the table early, so that transactions find it before the connection starts.
	 * A database that cannot do that now is asked again later.
	 */
	public void prepare() {
		try {
			verify();
		}
		catch (RuntimeException ex) {
			logger.warn("The table of the outbox cannot be used yet", ex);
		}
	}

	@Override
	public void open(String clientId) {
		verify();
		for (String other : this.settings.adoptFrom()) {
			int rows = 0;
			for (int some = adoptSome(other, clientId); some > 0; some = adoptSome(other, clientId)) {
				rows += some;
			}
			if (rows > 0) {
				logger
					.info("The outbox took over " + rows + " messages of client id '" + PrintableText.of(other) + "'");
			}
		}
	}

	// the script would lock the table of others
	private void verify() {
		try {
			inTransaction("be read", () -> this.table.verify(this.jdbc));
		}
		catch (UnusableException ex) {
			this.initializer.run();
			inTransaction("be read", () -> this.table.verify(this.jdbc));
		}
	}

	@Override
	public Counts count(String clientId) {
		return inTransaction("be read", () -> this.table.count(this.jdbc, clientId));
	}

	@Override
	public List<OtherClient> countOthers(String clientId) {
		return inTransaction("be read", () -> this.table.countOthers(this.jdbc, clientId));
	}

	// a pool that has not been able to start throws exceptions of its own
	@Override
	public boolean isUsable() {
		try (Connection connection = this.dataSource.getConnection()) {
			return isUsable(connection);
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The database of the outbox gives no connection", ex);
			return false;
		}
	}

	// asking the driver is not enough: H2 says that a connection is valid although its
	// database has closed itself
	private boolean isUsable(Connection connection) {
		try (Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(this.jdbc.getQueryTimeout());
			this.table.verify(statement);
			return true;
		}
		catch (SQLException ex) {
			logger.debug("A connection to the database of the outbox is broken", ex);
			close(connection);
			return false;
		}
	}

	// a pool takes its connection back and finds out that it is closed
	private static void close(Connection connection) {
		try {
			connection.unwrap(Connection.class).close();
		}
		catch (SQLException ex) {
			logger.debug("A broken connection cannot be closed", ex);
		}
	}

	@Override
	public List<Long> append(String clientId, Supplier<List<IotMessage>> messages) {
		AtomicBoolean written = new AtomicBoolean();
		try {
			return inTransaction("store the message", () -> {
				List<IotMessage> wanted = messages.get();
				List<Long> numbers = wanted.isEmpty() ? List.of() : this.table.insert(this.jdbc, clientId, wanted);
				written.set(true);
				return numbers;
			});
		}
		catch (IllegalStateException ex) {
			throw written.get() ? new UncertainException("The outbox does not know whether it stored the message", ex)
					: ex;
		}
	}

	@Override
	public List<Long> waiting(String clientId, int limit) {
		return inTransaction("be read", () -> this.table.waiting(this.jdbc, clientId, limit));
	}

	@Override
	public List<Row> read(Collection<Long> numbers) {
		return inTransaction("be read", () -> this.table.read(this.jdbc, numbers));
	}

	@Override
	public Set<Long> existing(Collection<Long> numbers) {
		return inTransaction("be read", () -> this.table.existing(this.jdbc, numbers));
	}

	@Override
	public void remove(Collection<Long> numbers) {
		inTransaction("remove messages", () -> this.table.delete(this.jdbc, numbers));
	}

	@Override
	public void setAside(Map<Long, FailureReason> reasons) {
		inTransaction("set messages aside", () -> this.table.setAside(this.jdbc, reasons));
	}

	@Override
	public List<SetAside> findSetAside(String clientId, int limit) {
		return inTransaction("be read", () -> this.table.findSetAside(this.jdbc, clientId, limit));
	}

	@Override
	public boolean retry(String clientId, long number) {
		return inTransaction("change the message", () -> this.table.retry(this.jdbc, clientId, number));
	}

	@Override
	public boolean discard(String clientId, long number) {
		return inTransaction("remove the message", () -> this.table.discard(this.jdbc, clientId, number));
	}

	@Override
	public int adoptSome(String from, String clientId) {
		return inTransaction("take over messages", () -> this.table.adoptSome(this.jdbc, from, clientId));
	}

	@Override
	public PublishTransactions transactions(String clientId) {
		return new JdbcPublishTransactions(this.dataSource, this.table, clientId);
	}

	// what fails is put into other words before Spring could log it
	private <T> T inTransaction(String what, Supplier<T> work) {
		AtomicReference<RuntimeException> failed = new AtomicReference<>();
		try {
			return Objects.requireNonNull(this.transaction.execute((status) -> {
				try {
					return work.get();
				}
				catch (DataAccessException ex) {
					RuntimeException failure = failure(what, ex);
					failed.set(failure);
					throw failure;
				}
			}));
		}
		catch (DataAccessException | TransactionException ex) {
			// a rollback may have failed as well, which matters less
			RuntimeException first = failed.get();
			throw (first != null) ? first : failure(what, ex);
		}
	}

	private RuntimeException failure(String what, RuntimeException ex) {
		return StoreFailures.of("The outbox cannot " + what + " (" + name() + ")", ex);
	}

}
