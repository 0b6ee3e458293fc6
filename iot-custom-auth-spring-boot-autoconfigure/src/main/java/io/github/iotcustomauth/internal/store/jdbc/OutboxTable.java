package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.store.PublishStore.Counts;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import io.github.iotcustomauth.internal.store.PublishStore.SetAside;

import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.util.Assert;

/**
 * Statements on the outbox's table. What they are part of is up to the caller.
 */
final class OutboxTable {

	// of the columns, written into each row
	private static final int VERSION = 2;

	private static final String WAITING = "WAITING";

	private static final String SET_ASIDE = "SET_ASIDE";

	// below the limits of parameters of all databases
	private static final int CHUNK = 500;

	private static final int MAX_OTHERS = 10;

	private static final String[] KEY = { "id" };

	private final String name;

	private final Clock clock;

	private final OutboxRowMapper rows;

	OutboxTable(String name, Clock clock) {
		this.name = name;
		this.clock = clock;
		this.rows = new OutboxRowMapper(VERSION, clock);
	}

	/**
	 * Verify that the table has all its columns.
	 * @param jdbc the database
	 * @return always {@code true}
	 */
	boolean verify(JdbcTemplate jdbc) {
		return Boolean.TRUE.equals(jdbc.execute((StatementCallback<Boolean>) this::verify));
	}

	boolean verify(Statement statement) throws SQLException {
		statement.execute(
				"select " + OutboxRowMapper.COLUMNS + ", client_id, state, reason from " + this.name + " where id < 0");
		return true;
	}

	/**
	 * Insert messages.
	 * @param jdbc the database
	 * @param clientId the client id of the messages
	 * @param messages the messages, at least one
	 * @return the numbers of their rows, in the same order
	 */
	List<Long> insert(JdbcTemplate jdbc, String clientId, List<IotMessage> messages) {
		KeyHolder keys = new GeneratedKeyHolder();
		String sql = "insert into " + this.name + " (client_id, state, version, created_at, topic, payload, retain, "
				+ "properties, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
		if (messages.size() == 1) {
			jdbc.update((connection) -> {
				PreparedStatement statement = connection.prepareStatement(sql, KEY);
				set(statement, clientId, messages.get(0));
				return statement;
			}, keys);
		}
		else {
			jdbc.batchUpdate((connection) -> connection.prepareStatement(sql, KEY), new BatchPreparedStatementSetter() {

				@Override
				public void setValues(PreparedStatement statement, int i) throws SQLException {
					set(statement, clientId, messages.get(i));
				}

				@Override
				public int getBatchSize() {
					return messages.size();
				}

			}, keys);
		}
		Assert.state(keys.getKeyList().size() == messages.size(), "The driver has not returned all keys");
		return keys.getKeyList().stream().map(OutboxTable::number).toList();
	}

	private void set(PreparedStatement statement, String clientId, IotMessage message) throws SQLException {
		statement.setString(1, clientId);
		statement.setString(2, WAITING);
		statement.setInt(3, VERSION);
		this.rows.set(statement, 4, message);
	}

	// each database has its own name for the key
	private static Long number(Map<String, Object> key) {
		return ((Number) key.values().iterator().next()).longValue();
	}

	// H2 takes the order of the index only if all its columns are named
	List<Long> waiting(JdbcTemplate jdbc, String clientId, int limit) {
		return jdbc.queryForList(
				"select id from " + this.name
						+ " where client_id = ? and state = ? order by client_id, state, id limit " + limit,
				Long.class, clientId, WAITING);
	}

	List<Row> read(JdbcTemplate jdbc, Collection<Long> numbers) {
		return find(jdbc, "select " + OutboxRowMapper.COLUMNS + " from " + this.name, numbers, this.rows);
	}

	Set<Long> existing(JdbcTemplate jdbc, Collection<Long> numbers) {
		return new HashSet<>(find(jdbc, "select id from " + this.name, numbers, (row, index) -> row.getLong("id")));
	}

	private <T> List<T> find(JdbcTemplate jdbc, String select, Collection<Long> numbers, RowMapper<T> mapper) {
		List<T> found = new ArrayList<>();
		inChunks(numbers, (in, chunk) -> {
			found.addAll(jdbc.query(select + in + " order by id", mapper, chunk));
			return 0;
		});
		return found;
	}

	int delete(JdbcTemplate jdbc, Collection<Long> numbers) {
		return inChunks(numbers, (in, chunk) -> jdbc.update("delete from " + this.name + in, chunk));
	}

	private static int inChunks(Collection<Long> numbers, BiFunction<String, Object[], Integer> statement) {
		List<Long> sorted = List.copyOf(new TreeSet<>(numbers));
		int result = 0;
		for (int start = 0; start < sorted.size(); start += CHUNK) {
			List<Long> chunk = sorted.subList(start, Math.min(start + CHUNK, sorted.size()));
			String in = " where id in (" + String.join(", ", Collections.nCopies(chunk.size(), "?")) + ")";
			result += statement.apply(in, chunk.toArray());
		}
		return result;
	}

	int setAside(JdbcTemplate jdbc, Map<Long, FailureReason> reasons) {
		reasons
			.forEach((number, reason) -> jdbc.update("update " + this.name + " set state = ?, reason = ? where id = ?",
					SET_ASIDE, reason.name(), number));
		return reasons.size();
	}

	List<SetAside> findSetAside(JdbcTemplate jdbc, String clientId, int limit) {
		return jdbc.query(
				"select " + OutboxRowMapper.COLUMNS + ", reason from " + this.name
						+ " where client_id = ? and state = ? order by client_id, state, id limit " + limit,
				this::setAside, clientId, SET_ASIDE);
	}

	private SetAside setAside(ResultSet row, int index) throws SQLException {
		return new SetAside(row.getLong("id"), row.getString("topic"), row.getString("reason"),
				this.rows.mapRow(row, index).message());
	}

	boolean retry(JdbcTemplate jdbc, String clientId, long number) {
		return jdbc.update(
				"update " + this.name + " set state = ?, reason = null where client_id = ? and id = ? and state = ?",
				WAITING, clientId, number, SET_ASIDE) > 0;
	}

	boolean discard(JdbcTemplate jdbc, String clientId, long number) {
		return jdbc.update("delete from " + this.name + " where client_id = ? and id = ? and state = ?", clientId,
				number, SET_ASIDE) > 0;
	}

	int adoptSome(JdbcTemplate jdbc, String from, String clientId) {
		List<Long> some = jdbc.queryForList(
				"select id from " + this.name + " where client_id = ? order by id limit " + CHUNK, Long.class, from);
		return inChunks(some, (in, chunk) -> jdbc.update("update " + this.name + " set client_id = ?" + in,
				Stream.concat(Stream.of(clientId), Stream.of(chunk)).toArray()));
	}

	Counts count(JdbcTemplate jdbc, String clientId) {
		String count = "select count(*), count(case when state = ? then 1 end), "
				+ "min(case when state = ? then created_at end) from " + this.name + " where client_id = ?";
		return jdbc
			.query(count, (row, index) -> new Counts(row.getLong(1), row.getLong(2), age(row, 3)), SET_ASIDE, WAITING,
					clientId)
			.get(0);
	}

	private Duration age(ResultSet row, int column) throws SQLException {
		long millis = row.getLong(column);
		Duration age = row.wasNull() ? Duration.ZERO : Duration.ofMillis(this.clock.millis() - millis);
		return age.isNegative() ? Duration.ZERO : age;
	}

	List<OtherClient> countOthers(JdbcTemplate jdbc, String clientId) {
		String others = "select client_id, count(*), min(created_at) as oldest from " + this.name
				+ " where client_id <> ? group by client_id order by oldest limit " + MAX_OTHERS;
		return jdbc.query(others, (row, index) -> {
			long millis = row.getLong(3);
			Instant oldest = row.wasNull() ? null : Instant.ofEpochMilli(millis);
			return new OtherClient(row.getString(1), row.getLong(2), oldest);
		}, clientId);
	}

}
