package io.github.iotcustomauth.internal.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishes outside of transactions whose commit has failed, as it does when the
 * connection breaks before the answer arrives.
 */
class UncertainCommitTests {

	private final TemporaryDatabase database = TestDatabase.H2.create();

	private final FailingCommits failing = new FailingCommits(this.database);

	private PooledOutbox outbox;

	private void open() {
		this.database.createOutbox();
		this.outbox = new PooledOutbox(this.failing);
		this.outbox.connect();
		Awaitility.await().until(() -> !this.outbox.isReading());
	}

	@AfterEach
	void close() {
		this.outbox.close();
		this.database.close();
	}

	@Test
	void messageThatWasCommittedNeverthelessIsSentWithoutRestart() {
		open();
		this.failing.next(true);
		assertThat(publish("1")).isEqualTo(FailureReason.OUTBOX_UNCERTAIN);
		Awaitility.await().atMost(PooledOutbox.LIMIT).until(() -> this.outbox.sent().contains("1"));
		assertThat(publish("2")).isNull();
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).containsExactly("1", "2");
	}

	@Test
	void messageThatWasNotCommittedIsNotSent() {
		open();
		this.failing.next(false);
		assertThat(publish("1")).isEqualTo(FailureReason.OUTBOX_UNCERTAIN);
		// the database is looked at first
		this.outbox.awaitHealing("2");
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).containsExactly("2");
	}

	private FailureReason publish(String text) {
		CompletableFuture<Void> result = this.outbox.publish(text);
		return PooledOutbox.failure(result);
	}

	/**
	 * Connections whose next commit fails.
	 */
	private static final class FailingCommits extends DelegatingDataSource {

		private final AtomicBoolean fails = new AtomicBoolean();

		private volatile boolean committed;

		private FailingCommits(DataSource target) {
			super(target);
		}

		private void next(boolean committed) {
			this.committed = committed;
			this.fails.set(true);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("commit") && this.fails.getAndSet(false)) {
							if (this.committed) {
								connection.commit();
							}
							else {
								connection.rollback();
							}
							throw new SQLException("on purpose", "08006");
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
