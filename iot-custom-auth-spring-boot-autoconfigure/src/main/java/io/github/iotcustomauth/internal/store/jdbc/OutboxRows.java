package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.IotMessage;

/**
 * Rows of the outbox's table, on a given connection.
 */
final class OutboxRows {

	static final String INSERT = "insert into " + JdbcPublishStore.TABLE
			+ " (client_id, topic, payload, retain, properties, expires_at) values (?, ?, ?, ?, ?, ?)";

	private static final String EXISTING = "select id from " + JdbcPublishStore.TABLE + " where id in (";

	// below the limits of parameters of all databases
	private static final int CHUNK = 500;

	private final Clock clock;

	/**
	 * Create rows.
	 * @param clock tells when messages expire
	 */
	OutboxRows(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Insert a row.
	 * @param statement a statement of {@link #INSERT} that returns generated keys
	 * @param clientId the client id
	 * @param message the message
	 * @return the number of the row
	 * @throws SQLException if it cannot be inserted
	 */
	long insert(PreparedStatement statement, String clientId, IotMessage message) throws SQLException {
		statement.setString(1, clientId);
		statement.setString(2, message.topic());
		statement.setBytes(3, message.payload());
		statement.setBoolean(4, message.retain());
		statement.setString(5, MessageProperties.encode(message));
		Duration expiry = message.expiry();
		if (expiry != null) {
			statement.setLong(6, this.clock.instant().plus(expiry).toEpochMilli());
		}
		else {
			statement.setNull(6, Types.BIGINT);
		}
		statement.executeUpdate();
		try (ResultSet keys = statement.getGeneratedKeys()) {
			keys.next();
			return keys.getLong(1);
		}
	}

	/**
	 * Find rows.
	 * @param connection the connection
	 * @param numbers the numbers of the rows
	 * @return those that exist
	 * @throws SQLException if they cannot be read
	 */
	Set<Long> existing(Connection connection, List<Long> numbers) throws SQLException {
		Set<Long> existing = new HashSet<>();
		for (int start = 0; start < numbers.size(); start += CHUNK) {
			List<Long> chunk = numbers.subList(start, Math.min(start + CHUNK, numbers.size()));
			String sql = EXISTING + String.join(", ", Collections.nCopies(chunk.size(), "?")) + ")";
			try (PreparedStatement statement = connection.prepareStatement(sql)) {
				for (int i = 0; i < chunk.size(); i++) {
					statement.setLong(i + 1, chunk.get(i));
				}
				try (ResultSet rows = statement.executeQuery()) {
					while (rows.next()) {
						existing.add(rows.getLong(1));
					}
				}
			}
		}
		return existing;
	}

}
