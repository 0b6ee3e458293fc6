package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishTransactions;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Store for publishes in the table {@value #TABLE}. Messages outside of transactions are
 * committed one by one on connections of their own, others with the transaction of the
 * application. A message is as durable as the commit of the database.
 */
public final class JdbcPublishStore implements PublishStore {

	/**
	 * Name of the table.
	 */
	public static final String TABLE = "iot_custom_auth_outbox";

	private static final Log logger = LogFactory.getLog(JdbcPublishStore.class);

	private static final String SELECT = "select id, topic, payload, retain, properties, expires_at from " + TABLE
			+ " where client_id = ? and failure is null order by id";

	private static final String DELETE = "delete from " + TABLE + " where id in (";

	private static final String MARK = "update " + TABLE + " set failure = ? where id = ?";

	private static final IotFailure INVALID = IotFailure.of(FailureReason.INVALID_MESSAGE,
			"Check the message in the outbox, which the log names");

	private final DataSource dataSource;

	private final Clock clock;

	private final OutboxRows rows;

	private final RemovalQueue removals = new RemovalQueue(this::settle);

	// reasons of those among the removals that stay
	private final Map<Long, String> failures = new ConcurrentHashMap<>();

	private String clientId = "";

	/**
	 * Create a store.
	 * @param dataSource the database, with the table
	 */
	public JdbcPublishStore(DataSource dataSource) {
		this(dataSource, Clock.systemUTC());
	}

	JdbcPublishStore(DataSource dataSource, Clock clock) {
		this.dataSource = withoutProxy(dataSource);
		this.clock = clock;
		this.rows = new OutboxRows(clock);
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
	public List<Stored> open(String clientId) {
		this.clientId = clientId;
		this.removals.open();
		List<Stored> kept = new ArrayList<>();
		List<Long> expired = new ArrayList<>();
		inDatabase("be read", SELECT, Statement.NO_GENERATED_KEYS, (statement) -> {
			statement.setString(1, clientId);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					read(rows, kept, expired);
				}
			}
			return kept.size();
		});
		if (!expired.isEmpty()) {
			logger.info(expired.size() + " messages of an earlier start have expired in the outbox");
			expired.forEach(this::remove);
		}
		return kept;
	}

	// one row that cannot be read costs no other
	private void read(ResultSet row, List<Stored> kept, List<Long> expired) throws SQLException {
		long number = row.getLong("id");
		try {
			IotMessage message = message(row);
			if (message != null) {
				kept.add(new Stored(number, message));
			}
			else {
				expired.add(number);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Row " + number + " of the outbox cannot be sent and is set aside: "
					+ PrintableText.line(ex.getMessage()));
			setAside(number, INVALID);
		}
	}

	// null if it has expired: no receiver would get it
	private @Nullable IotMessage message(ResultSet row) throws SQLException {
		IotMessage.Builder message = IotMessage.to(row.getString("topic"))
			.payload(row.getBytes("payload"))
			.retain(row.getBoolean("retain"));
		MessageProperties.decode(row.getString("properties"), message);
		long expiresAt = row.getLong("expires_at");
		if (!row.wasNull()) {
			Duration left = Duration.between(this.clock.instant(), Instant.ofEpochMilli(expiresAt));
			if (left.toSeconds() < 1) {
				return null;
			}
			message.expiry(left);
		}
		return message.build();
	}

	@Override
	public long append(IotMessage message) {
		this.removals.requireRoom();
		return inDatabase("store the message", OutboxRows.INSERT, Statement.RETURN_GENERATED_KEYS,
				(statement) -> this.rows.insert(statement, this.clientId, message));
	}

	@Override
	public PublishTransactions transactions(String clientId) {
		return new JdbcPublishTransactions(this.dataSource, this.rows, clientId, this.removals::requireRoom);
	}

	@Override
	public void remove(long number) {
		this.removals.add(number);
	}

	@Override
	public void setAside(long number, IotFailure reason) {
		this.failures.put(number, reason.reason().name());
		this.removals.add(number);
	}

	private void settle(List<Long> numbers) {
		List<Long> removed = numbers.stream().filter((number) -> !this.failures.containsKey(number)).toList();
		if (!removed.isEmpty()) {
			delete(removed);
		}
		List<Long> kept = numbers.stream().filter(this.failures::containsKey).toList();
		kept.forEach(this::mark);
		// not before all are marked: those of a list that fails come again
		kept.forEach(this.failures::remove);
	}

	private void mark(long number) {
		String failure = this.failures.get(number);
		inDatabase("mark a message", MARK, Statement.NO_GENERATED_KEYS, (statement) -> {
			statement.setString(1, failure);
			statement.setLong(2, number);
			return statement.executeUpdate();
		});
	}

	private void delete(List<Long> numbers) {
		String sql = DELETE + String.join(", ", Collections.nCopies(numbers.size(), "?")) + ")";
		inDatabase("remove acknowledged messages", sql, Statement.NO_GENERATED_KEYS, (statement) -> {
			for (int i = 0; i < numbers.size(); i++) {
				statement.setLong(i + 1, numbers.get(i));
			}
			return statement.executeUpdate();
		});
	}

	@Override
	public void close(Duration limit) {
		this.removals.close(limit);
	}

	private <T> T inDatabase(String what, String sql, int keys, Work<T> work) {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql, keys)) {
			T result = work.with(statement);
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
			return result;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The outbox cannot " + what + " (table '" + TABLE + "')", ex);
		}
	}

	/**
	 * Work with a statement.
	 *
	 * @param <T> the type of the result
	 */
	private interface Work<T> {

		T with(PreparedStatement statement) throws SQLException;

	}

}
