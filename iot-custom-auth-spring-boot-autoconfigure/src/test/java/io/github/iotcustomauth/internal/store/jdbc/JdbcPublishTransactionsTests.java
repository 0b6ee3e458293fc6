package io.github.iotcustomauth.internal.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JdbcPublishTransactions} and what publishes make of them.
 */
@EachDatabase
class JdbcPublishTransactionsTests {

	private static final String DO_NOT_WAIT = "The message is sent after the commit: do not wait for it in the "
			+ "transaction that published it";

	private final TestDatabase kind;

	private final TemporaryDatabase dataSource;

	private final DataSourceTransactionManager transactions;

	private final TransactionTemplate template;

	private final TransactionalOutbox outbox;

	JdbcPublishTransactionsTests(TestDatabase kind) {
		this.kind = kind;
		this.dataSource = kind.create();
		this.transactions = new DataSourceTransactionManager(this.dataSource);
		this.template = new TransactionTemplate(this.transactions);
		this.outbox = new TransactionalOutbox(this.dataSource, this.dataSource);
	}

	@AfterEach
	void closeOutbox() {
		this.outbox.close();
	}

	@Test
	void messagesAreSentInOrderAfterTheCommit() {
		this.outbox.opened();
		inTransaction((status) -> {
			publish("1");
			publish("2", Qos.AT_MOST_ONCE);
			publish("3");
			assertThat(this.outbox.sent()).isEmpty();
		});
		assertThat(this.outbox.sent()).containsExactly("1", "2", "3");
		assertThat(this.outbox.rows()).isEqualTo(2);
	}

	@Test
	void messageWithoutRowFailsAfterRollback() {
		this.outbox.opened();
		CompletableFuture<Void> result = this.template.execute((status) -> {
			status.setRollbackOnly();
			return publish("1", Qos.AT_MOST_ONCE);
		});
		assertThat(reason(result)).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK);
		assertThat(this.outbox.sent()).isEmpty();
	}

	@Test
	void readOnlyTransactionFailsAtTheCall() {
		this.outbox.opened();
		this.template.setReadOnly(true);
		inTransaction((status) -> assertThatFailsAtTheCall(() -> publish("1"), FailureReason.OUTBOX_FAILED)
			.withMessageContaining("The transaction is read-only: publish in one that may write"));
		assertThat(this.outbox.rows()).isZero();
	}

	@Test
	void threadOfTheOpenTransactionMustNotWait() {
		this.outbox.opened();
		inTransaction((status) -> {
			CompletableFuture<Void> result = publish("1");
			assertThatIllegalStateException().isThrownBy(result::join).withMessage(DO_NOT_WAIT);
			assertThatIllegalStateException().isThrownBy(result::get).withMessage(DO_NOT_WAIT);
			assertThatIllegalStateException().isThrownBy(() -> result.get(1, TimeUnit.HOURS)).withMessage(DO_NOT_WAIT);
			assertThatIllegalStateException().isThrownBy(() -> result.thenRun(() -> {
			}).join()).withMessage(DO_NOT_WAIT);
		});
	}

	@Test
	void threadOfSuspendedTransactionMustNotWaitEither() {
		this.outbox.opened();
		inTransaction((status) -> {
			CompletableFuture<Void> result = publish("1");
			TransactionTemplate inner = new TransactionTemplate(this.transactions);
			inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			inner.executeWithoutResult((other) -> {
				publish("2");
				assertThatIllegalStateException().isThrownBy(result::join).withMessage(DO_NOT_WAIT);
			});
			assertThat(this.outbox.sent()).containsExactly("2");
		});
		assertThat(this.outbox.sent()).containsExactly("2", "1");
	}

	@Test
	void listenerAfterTheCommitMayWait() {
		this.outbox.opened();
		List<CompletableFuture<Void>> results = new ArrayList<>();
		inTransaction((status) -> {
			afterCommit(() -> {
				this.outbox.transport.acknowledge(0, 0);
				results.get(0).join();
			});
			results.add(publish("1"));
		});
		assertThat(results).singleElement().satisfies((result) -> assertThat(result).isCompleted());
	}

	@Test
	void rollbackToSavepointTakesMessagesBack() {
		this.outbox.opened();
		List<CompletableFuture<Void>> results = new ArrayList<>();
		inTransaction((status) -> {
			results.add(publish("1"));
			Object savepoint = status.createSavepoint();
			results.add(publish("2"));
			status.rollbackToSavepoint(savepoint);
			results.add(publish("3"));
		});
		assertThat(this.outbox.sent()).containsExactly("1", "3");
		assertThat(reason(results.get(1))).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK);
	}

	@Test
	void nothingFailsAfterTheCommitForLackOfRoom() {
		this.outbox.opened();
		List<CompletableFuture<Void>> results = new ArrayList<>();
		inTransaction((status) -> {
			for (int i = 0; i < 2 * TransactionalOutbox.MAX_PENDING; i++) {
				results.add(publish("" + i));
			}
		});
		for (int i = 0; i < results.size(); i++) {
			int sent = i;
			Awaitility.await().until(() -> this.outbox.sent().size() > sent);
			this.outbox.transport.acknowledge(i, 0);
		}
		assertThat(results).allSatisfy((result) -> assertThat(result).isCompletedWithValue(null));
		assertThat(this.outbox.sent())
			.containsExactlyElementsOf(IntStream.range(0, results.size()).mapToObj(String::valueOf).toList());
	}

	@Test
	void savepointTakesMessagesWithoutRowBackToo() {
		this.outbox.opened();
		List<CompletableFuture<Void>> results = new ArrayList<>();
		inTransaction((status) -> {
			publish("1", Qos.AT_MOST_ONCE);
			Object savepoint = status.createSavepoint();
			results.add(publish("2", Qos.AT_MOST_ONCE));
			publish("3");
			status.rollbackToSavepoint(savepoint);
			publish("4", Qos.AT_MOST_ONCE);
		});
		assertThat(this.outbox.sent()).containsExactly("1", "4");
		assertThat(reason(results.get(0))).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK);
	}

	@Test
	void messagesWithoutRowNeedNoRoomAfterTheCommit() {
		this.outbox.opened();
		inTransaction((status) -> {
			for (int i = 0; i < 2 * TransactionalOutbox.MAX_PENDING; i++) {
				publish("" + i, Qos.AT_MOST_ONCE);
			}
		});
		assertThat(this.outbox.sent()).hasSize(2 * TransactionalOutbox.MAX_PENDING);
	}

	@Test
	void messageOfTransactionThatCommitsAfterItsDeadlineIsSent() {
		this.outbox.opened();
		this.template.setTimeout(1);
		inTransaction((status) -> {
			publish("1");
			ResourceHolderSupport holder = (ResourceHolderSupport) TransactionSynchronizationManager
				.getResource(this.dataSource);
			Awaitility.await().until(() -> new Date().after(holder.getDeadline()));
		});
		assertThat(this.outbox.sent()).containsExactly("1");
	}

	@Test
	void fullTableFailsAtTheCall() {
		this.outbox.opened();
		inTransaction((status) -> {
			for (int i = 0; i < TransactionalOutbox.MAX_ROWS; i++) {
				publish("" + i);
			}
			assertThatFailsAtTheCall(() -> publish("more"), FailureReason.OUTBOX_FULL);
		});
		assertThat(publish("more")).isCompletedExceptionally();
	}

	@Test
	void messageThatWasPublishedAfterTheCommitOfAnotherFollowsIt() {
		this.outbox.opened();
		inTransaction((status) -> {
			// the transaction is committed, and has not told it
			TransactionSynchronizationManager.registerSynchronization(new FirstAfterCommit(() -> {
				onAnotherThread(() -> inTransaction((other) -> publish("2")));
				onAnotherThread(() -> publish("3"));
			}));
			publish("1");
		});
		assertThat(this.outbox.sent()).containsExactly("1", "2", "3");
	}

	@Test
	void transactionThatIsToldOfItsCommitLaterIsSentBeforeWhatFollowedIt() {
		this.outbox.opened();
		CountDownLatch committed = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		List<CompletableFuture<Void>> following = new ArrayList<>();
		inTransaction((status) -> {
			TransactionSynchronizationManager.registerSynchronization(new FirstAfterCommit(() -> {
				following.add(CompletableFuture.runAsync(() -> inTransaction((other) -> {
					TransactionSynchronizationManager.registerSynchronization(new FirstAfterCommit(() -> {
						committed.countDown();
						await(told);
					}));
					publish("3");
				})));
				await(committed);
			}));
			publish("1");
			publish("2");
		});
		told.countDown();
		following.get(0).orTimeout(10, TimeUnit.SECONDS).join();
		assertThat(this.outbox.sent()).containsExactly("1", "2", "3");
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void onAnotherThread(Runnable work) {
		CompletableFuture.runAsync(work).orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Test
	void messageThatCannotBeStoredRollsTheTransactionBack() {
		this.outbox.opened();
		this.outbox.jdbc.sql("alter table iot_custom_auth_outbox rename to away").update();
		assertThatFailsAtTheCall(() -> inTransaction((status) -> {
			this.outbox.jdbc.sql("insert into orders values ('1')").update();
			publish("1");
		}), FailureReason.OUTBOX_FAILED);
		assertThat(this.outbox.jdbc.sql("select count(*) from orders").query(Integer.class).single()).isZero();
	}

	@Test
	void messageThatItsCallerGivesUpIsRemovedInsteadOfSent() {
		this.outbox.opened();
		inTransaction((status) -> publish("1").cancel(false));
		assertThat(this.outbox.sent()).isEmpty();
		this.outbox.stop();
		assertThat(this.outbox.rows()).isZero();
	}

	@Test
	void listenerAfterTheCommitMayPublish() {
		this.outbox.opened();
		inTransaction((status) -> {
			publish("1");
			afterCommit(() -> publish("2"));
		});
		assertThat(this.outbox.sent()).containsExactly("1", "2");
		assertThat(this.outbox.rows()).isEqualTo(2);
	}

	@Test
	void listenersBeforeTheCommitMayPublish() {
		this.outbox.opened();
		inTransaction(
				(status) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						publish("1");
					}

					@Override
					public void beforeCompletion() {
						publish("2");
					}

				}));
		assertThat(this.outbox.sent()).containsExactly("1", "2");
	}

	@Test
	void messageOfTransactionBeforeTheStartIsSentOnce() {
		inTransaction((status) -> publish("1"));
		this.outbox.opened();
		assertThat(this.outbox.sent()).containsExactly("1");
	}

	@Test
	void messageOfTransactionThatOutlivesTheConnectionIsKept() {
		this.outbox.opened();
		CompletableFuture<Void> result = this.template.execute((status) -> {
			CompletableFuture<Void> published = publish("1");
			this.outbox.stop();
			return published;
		});
		assertThat(reason(result)).isEqualTo(FailureReason.KEPT_IN_OUTBOX);
		assertThat(this.outbox.sent()).isEmpty();
		this.outbox.start();
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.sent()).containsExactly("1"));
	}

	@Test
	void messageOfTransactionOverStopAndStartIsSentOnce() {
		this.outbox.opened();
		inTransaction((status) -> {
			publish("1");
			this.outbox.stop();
			this.outbox.start();
		});
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.sent()).containsExactly("1"));
	}

	@Test
	void startWhileTransactionEndsSendsItsMessageOnce() {
		this.outbox.opened();
		inTransaction((status) -> {
			// before the synchronization of the outbox
			TransactionSynchronizationManager.registerSynchronization(new FirstAfterCommit(() -> {
				this.outbox.stop();
				this.outbox.start();
			}));
			publish("1");
		});
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.sent()).containsExactly("1"));
	}

	@Test
	void transactionOfAnotherDataSourceIsOutsideAndLoggedOnce() {
		this.outbox.opened();
		TemporaryDatabase other = this.kind.create();
		TransactionTemplate foreign = new TransactionTemplate(new DataSourceTransactionManager(other));
		try (CapturedLog log = new CapturedLog(JdbcPublishTransactions.class)) {
			foreign.executeWithoutResult((status) -> {
				publish("1");
				assertThat(this.outbox.sent()).containsExactly("1");
				// binds a connection that commits by itself
				assertThat(this.outbox.rows()).isEqualTo(1);
				assertThat(DataSourceUtils.getConnection(this.dataSource)).isNotNull();
				publish("2");
				assertThat(this.outbox.sent()).containsExactly("1", "2");
				status.setRollbackOnly();
			});
			assertThat(log.lines(Level.WARN)).hasSize(1);
		}
		assertThat(this.outbox.rows()).isEqualTo(2);
		other.close();
	}

	private CompletableFuture<Void> publish(String text) {
		return this.outbox.publish(text);
	}

	private CompletableFuture<Void> publish(String text, Qos qos) {
		return this.outbox.publish(text, qos);
	}

	private void inTransaction(Consumer<TransactionStatus> work) {
		this.template.executeWithoutResult(work);
	}

	private static void afterCommit(Runnable listener) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				listener.run();
			}

		});
	}

	private static ThrowableAssertAlternative<IotConnectionException> assertThatFailsAtTheCall(ThrowingCallable call,
			FailureReason reason) {
		return assertThatExceptionOfType(IotConnectionException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getFailure().reason()).isEqualTo(reason));
	}

	private static FailureReason reason(CompletableFuture<Void> result) {
		Throwable failure = result.handle((nothing, ex) -> ex)
			.orTimeout(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)
			.join();
		return ((IotConnectionException) failure).getFailure().reason();
	}

	/**
	 * Synchronization that comes before the outbox's, as it is registered earlier.
	 *
	 * @param listener the listener
	 */
	private record FirstAfterCommit(Runnable listener) implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public void afterCommit() {
			this.listener.run();
		}

	}

}
