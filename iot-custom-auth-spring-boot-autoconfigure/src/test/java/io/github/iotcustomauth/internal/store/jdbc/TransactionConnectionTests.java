package io.github.iotcustomauth.internal.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the connections that publishes in transactions use: pools, proxies and those
 * whose commit fails.
 */
@EachDatabase
class TransactionConnectionTests {

	private final TemporaryDatabase database;

	private TransactionalOutbox outbox;

	TransactionConnectionTests(TestDatabase kind) {
		this.database = kind.create();
	}

	@AfterEach
	void closeOutbox() {
		this.outbox.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void fourTransactionsNeedPoolOfFour(boolean autoCommit) throws Exception {
		int threads = 4;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try (HikariDataSource pool = pool(threads, autoCommit)) {
			this.outbox = new TransactionalOutbox(this.database, pool).opened();
			TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(pool));
			CyclicBarrier allHaveTheirConnection = new CyclicBarrier(threads);
			CyclicBarrier allHaveCommitted = new CyclicBarrier(threads);
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				String text = "" + i;
				ends.add(executor.submit(() -> template.executeWithoutResult((status) -> {
					TransactionSynchronizationManager.registerSynchronization(new BeforeOutbox(allHaveCommitted));
					await(allHaveTheirConnection);
					this.outbox.publish(text);
				})));
			}
			for (Future<?> end : ends) {
				end.get(20, TimeUnit.SECONDS);
			}
			assertThat(this.outbox.sent()).containsExactlyInAnyOrder("0", "1", "2", "3");
			assertThat(this.outbox.rows()).isEqualTo(4);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatListenerPublishesAfterTheCommitIsCommitted(boolean autoCommit) {
		try (HikariDataSource pool = pool(1, autoCommit)) {
			this.outbox = new TransactionalOutbox(this.database, pool).opened();
			new TransactionTemplate(new DataSourceTransactionManager(pool))
				.executeWithoutResult((status) -> TransactionSynchronizationManager
					.registerSynchronization(new TransactionSynchronization() {

						@Override
						public void afterCommit() {
							TransactionConnectionTests.this.outbox.publish("1");
						}

					}));
			assertThat(this.outbox.sent()).containsExactly("1");
			assertThat(this.outbox.rows()).isEqualTo(1);
		}
	}

	@Test
	void transactionAwareProxyIsNotCommittedHalfWay() {
		TransactionAwareDataSourceProxy proxy = new TransactionAwareDataSourceProxy(this.database);
		this.outbox = new TransactionalOutbox(this.database, proxy).opened();
		JdbcClient jdbc = JdbcClient.create(proxy);
		CompletableFuture<Void> result = new TransactionTemplate(new DataSourceTransactionManager(proxy))
			.execute((status) -> {
				CompletableFuture<Void> published = this.outbox.publish("1");
				jdbc.sql("insert into orders values ('1')").update();
				status.setRollbackOnly();
				return published;
			});
		assertThat(reason(result)).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK);
		assertThat(jdbc.sql("select count(*) from orders").query(Integer.class).single()).isZero();
		assertThat(this.outbox.rows()).isZero();
	}

	@Test
	void transactionAwareProxyMayPublishOutside() {
		this.outbox = new TransactionalOutbox(this.database, new TransactionAwareDataSourceProxy(this.database))
			.opened();
		this.outbox.publish("1");
		assertThat(this.outbox.sent()).containsExactly("1");
		assertThat(this.outbox.rows()).isEqualTo(1);
	}

	@Test
	void messageWhoseCommitWasDoneButNotAnsweredIsSent() {
		CompletableFuture<Void> result = publishWithUnknownOutcome(true);
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.sent()).containsExactly("1"));
		assertThat(result).isNotDone();
	}

	@Test
	void messageWhoseCommitWasNotDoneFails() {
		CompletableFuture<Void> result = publishWithUnknownOutcome(false);
		assertThat(reason(result)).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK);
		assertThat(this.outbox.sent()).isEmpty();
		assertThat(this.outbox.rows()).isZero();
	}

	private CompletableFuture<Void> publishWithUnknownOutcome(boolean committed) {
		BrokenCommits broken = new BrokenCommits(this.database, committed);
		this.outbox = new TransactionalOutbox(this.database, broken).opened();
		List<CompletableFuture<Void>> results = new ArrayList<>();
		TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(broken));
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> template.executeWithoutResult((status) -> results.add(this.outbox.publish("1"))));
		return results.get(0);
	}

	private HikariDataSource pool(int size, boolean autoCommit) {
		HikariConfig config = new HikariConfig();
		config.setDataSource(this.database);
		config.setMaximumPoolSize(size);
		config.setAutoCommit(autoCommit);
		config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
		return new HikariDataSource(config);
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static FailureReason reason(CompletableFuture<Void> result) {
		Throwable failure = result.handle((nothing, ex) -> ex).orTimeout(10, TimeUnit.SECONDS).join();
		return ((IotConnectionException) failure).getFailure().reason();
	}

	/**
	 * Keeps all connections in use until all transactions have committed.
	 *
	 * @param barrier where they meet
	 */
	private record BeforeOutbox(CyclicBarrier barrier) implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public void afterCommit() {
			await(this.barrier);
		}

	}

	/**
	 * Connections whose commit fails in transactions of the application.
	 */
	private static final class BrokenCommits extends DelegatingDataSource {

		private final boolean committed;

		private final Thread application = Thread.currentThread();

		private BrokenCommits(DataSource target, boolean committed) {
			super(target);
			this.committed = committed;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("commit") && Thread.currentThread() == this.application) {
							if (this.committed) {
								connection.commit();
							}
							else {
								connection.rollback();
							}
							throw new SQLException("on purpose");
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
