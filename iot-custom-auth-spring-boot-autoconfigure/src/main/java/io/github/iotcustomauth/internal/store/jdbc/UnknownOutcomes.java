package io.github.iotcustomauth.internal.store.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.iotcustomauth.internal.store.PublishTransaction.Participant;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

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

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final OutboxTable table;

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create outcomes.
	 * @param dataSource the data source of the outbox
	 * @param table its table
	 */
	UnknownOutcomes(DataSource dataSource, OutboxTable table) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.table = table;
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
	 * Find out what became of a transaction, and tell its participant.
	 * @param participant the participant
	 * @param holder the connection of the transaction
	 * @param committed whether at least a part of it was committed
	 */
	void settle(Participant participant, ConnectionHolder holder, boolean committed) {
		schedule(() -> whenReturned(participant, holder, committed), POLL_INTERVAL);
	}

	private void schedule(Runnable task, Duration delay) {
		this.executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void whenReturned(Participant participant, ConnectionHolder holder, boolean committed) {
		if (holder.isSynchronizedWithTransaction()) {
			schedule(() -> whenReturned(participant, holder, committed), POLL_INTERVAL);
		}
		else {
			read(participant, committed, MAX_TRIES);
		}
	}

	private void read(Participant participant, boolean committed, int tries) {
		try {
			Set<Long> existing = this.transaction
				.execute((status) -> this.table.existing(this.jdbc, participant.numbers()));
			participant.ended(committed, Objects.requireNonNull(existing));
		}
		catch (DataAccessException | TransactionException ex) {
			if (tries == MAX_TRIES) {
				logger.warn("The outbox cannot read what a transaction has committed and tries again", ex);
			}
			if (tries > 1) {
				schedule(() -> read(participant, committed, tries - 1), RETRY_INTERVAL);
			}
			else {
				participant.lost();
			}
		}
	}

}
