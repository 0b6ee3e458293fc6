package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.jdbc.datasource.ConnectionHolder;

/**
 * Transactions whose outcome is not known. Their rows are read when Spring has given the
 * connection back: it would show them although they are not committed, and its return may
 * still commit them. Reading happens on a thread of its own, since the application's may
 * hold the last connection of the pool.
 */
final class UnknownOutcomes {

	private static final Log logger = LogFactory.getLog(UnknownOutcomes.class);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	// then the rest is for the next start
	private static final int MAX_TRIES = 60;

	private final DataSource dataSource;

	private final OutboxRows rows;

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create outcomes.
	 * @param dataSource the data source of the outbox
	 * @param rows the rows of its table
	 */
	UnknownOutcomes(DataSource dataSource, OutboxRows rows) {
		this.dataSource = dataSource;
		this.rows = rows;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "iot-outbox-outcomes");
			thread.setDaemon(true);
			return thread;
		});
		// rarely needed
		this.executor.setKeepAliveTime(RETRY_INTERVAL.toSeconds() * 10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Find out what became of a transaction, and tell its participants.
	 * @param members the participants
	 * @param holder the connection of the transaction
	 * @param committed whether at least a part of it was committed
	 */
	void settle(List<OutboxMember> members, ConnectionHolder holder, boolean committed) {
		if (!members.isEmpty()) {
			schedule(() -> whenReturned(members, holder, committed), POLL_INTERVAL);
		}
	}

	private void schedule(Runnable task, Duration delay) {
		this.executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void whenReturned(List<OutboxMember> members, ConnectionHolder holder, boolean committed) {
		if (holder.isSynchronizedWithTransaction()) {
			schedule(() -> whenReturned(members, holder, committed), POLL_INTERVAL);
		}
		else {
			read(members, committed, MAX_TRIES);
		}
	}

	private void read(List<OutboxMember> members, boolean committed, int tries) {
		try (Connection connection = this.dataSource.getConnection()) {
			Set<Long> existing = this.rows.existing(connection, OutboxMember.numbers(members));
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
			if (committed || !existing.isEmpty()) {
				OutboxMember.settle(members, existing);
			}
			else {
				OutboxMember.rolledBack(members);
			}
		}
		catch (SQLException ex) {
			if (tries == MAX_TRIES) {
				logger.warn("The outbox cannot read what a transaction has committed and tries again", ex);
			}
			if (tries > 1) {
				schedule(() -> read(members, committed, tries - 1), RETRY_INTERVAL);
			}
			else {
				OutboxMember.lost(members);
			}
		}
	}

}
