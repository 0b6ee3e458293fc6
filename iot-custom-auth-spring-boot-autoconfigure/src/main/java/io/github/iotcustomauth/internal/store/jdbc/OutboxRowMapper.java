package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;

/**
 * Mapping between messages and rows. A row that is not a message any more costs no other.
 */
final class OutboxRowMapper implements RowMapper<Row> {

	static final String COLUMNS = "id, version, created_at, topic, payload, retain, properties, expires_at";

	private final int version;

	private final Clock clock;

	/**
	 * Create a mapping.
	 * @param version the newest version of rows that it understands
	 * @param clock tells when messages expire
	 */
	OutboxRowMapper(int version, Clock clock) {
		this.version = version;
		this.clock = clock;
	}

	/**
	 * Set the columns of a message, from {@code created_at} on.
	 * @param statement the statement
	 * @param first the index of the first parameter
	 * @param message the message
	 * @throws SQLException if they cannot be set
	 */
	void set(PreparedStatement statement, int first, IotMessage message) throws SQLException {
		Instant now = this.clock.instant();
		statement.setLong(first, now.toEpochMilli());
		statement.setString(first + 1, message.topic());
		statement.setBytes(first + 2, message.payload());
		statement.setBoolean(first + 3, message.retain());
		statement.setString(first + 4, MessageProperties.encode(message));
		Duration expiry = message.expiry();
		if (expiry != null) {
			statement.setLong(first + 5, now.plus(expiry).toEpochMilli());
		}
		else {
			statement.setNull(first + 5, Types.BIGINT);
		}
	}

	@Override
	public Row mapRow(ResultSet row, int index) throws SQLException {
		long number = row.getLong("id");
		int written = row.getInt("version");
		if (written > this.version) {
			return unreadable(number, "It was written by a newer version of the library (" + written + ")");
		}
		try {
			IotMessage message = message(row);
			return (message != null) ? Row.of(number, message)
					: new Row(number, null, FailureReason.MESSAGE_EXPIRED, null);
		}
		catch (IllegalArgumentException ex) {
			return unreadable(number, ex.getMessage());
		}
	}

	private static Row unreadable(long number, @Nullable String detail) {
		return new Row(number, null, FailureReason.INVALID_MESSAGE, detail);
	}

	// null if it has expired: no receiver would get it
	private @Nullable IotMessage message(ResultSet row) throws SQLException {
		IotMessage.Builder message = IotMessage.to(row.getString("topic"))
			.payload(row.getBytes("payload"))
			.retain(row.getBoolean("retain"));
		MessageProperties.decode(row.getString("properties"), message);
		long expiresAt = row.getLong("expires_at");
		if (!row.wasNull()) {
			Duration left = left(row, expiresAt);
			if (left.toSeconds() < 1) {
				return null;
			}
			message.expiry(left);
		}
		return message.build();
	}

	// not longer than its publisher wanted, even if the clock was set back
	private Duration left(ResultSet row, long expiresAt) throws SQLException {
		long left = expiresAt - this.clock.millis();
		long createdAt = row.getLong("created_at");
		return Duration.ofMillis(row.wasNull() ? left : Math.min(left, expiresAt - createdAt));
	}

}
