package io.github.iotcustomauth.internal.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for publishes in Spring's transactions: propagation × outcome × exception. A
 * message is sent if, and only if, the row that the application writes beside it stays.
 */
@EachDatabase
class PropagationTests {

	// several hundred tests share it and its connections
	private static @Nullable TemporaryDatabase database;

	private static @Nullable HikariDataSource pool;

	private final JdbcClient jdbc;

	private final DataSourceTransactionManager transactions;

	private final List<CompletableFuture<Void>> results = new ArrayList<>();

	private final TransactionalOutbox outbox;

	PropagationTests(TestDatabase kind) {
		if (database == null || pool == null) {
			database = kind.create();
			pool = database.pool(3);
		}
		this.jdbc = JdbcClient.create(pool);
		this.transactions = new DataSourceTransactionManager(pool);
		this.outbox = new TransactionalOutbox(database, pool).opened();
	}

	@AfterParameterizedClassInvocation
	static void dropDatabase() {
		if (database != null && pool != null) {
			pool.close();
			database.close();
			database = null;
		}
	}

	@AfterEach
	void closeOutbox() {
		this.outbox.stop();
		this.jdbc.sql("delete from orders").update();
		this.jdbc.sql("delete from iot_custom_auth_outbox").update();
	}

	static Stream<Arguments> matrix() {
		return Arrays.stream(Outer.values())
			.flatMap((outer) -> Arrays.stream(Propagation.values())
				.flatMap((propagation) -> Arrays.stream(Outcome.values())
					.flatMap((outcome) -> Arrays.stream(Caught.values())
						.map((caught) -> Arguments.of(outer, propagation, outcome, caught)))));
	}

	@ParameterizedTest
	@MethodSource("matrix")
	void messageIsSentIfAndOnlyIfTheRowBesideItStays(Outer outer, Propagation propagation, Outcome outcome,
			Caught caught) {
		try {
			if (outer == Outer.NONE) {
				inner(propagation, outcome);
			}
			else {
				template(Propagation.REQUIRED).executeWithoutResult((status) -> {
					write("before");
					callInner(propagation, outcome, caught);
					write("after");
					if (outer == Outer.ROLLED_BACK) {
						status.setRollbackOnly();
					}
				});
			}
		}
		catch (OnPurposeException | OnPurposeError | TransactionException ex) {
			// part of the matrix
		}
		List<String> orders = this.jdbc.sql("select name from orders").query(String.class).list();
		assertThat(this.outbox.sent()).containsExactlyInAnyOrderElementsOf(orders);
		assertThat(this.outbox.rows()).isEqualTo(orders.size());
		assertThat(this.results.stream().filter((result) -> !result.isDone())).hasSameSizeAs(orders);
		assertThat(this.results.stream().filter(CompletableFuture::isDone)).allSatisfy(PropagationTests::isRolledBack);
	}

	@Test
	void matrixHasBothOutcomes() {
		template(Propagation.REQUIRED).executeWithoutResult((status) -> {
			write("before");
			callInner(Propagation.NESTED, Outcome.RUNTIME_EXCEPTION, Caught.YES);
			callInner(Propagation.REQUIRES_NEW, Outcome.ROLLBACK_ONLY, Caught.YES);
			callInner(Propagation.NOT_SUPPORTED, Outcome.ERROR, Caught.YES);
			write("after");
		});
		assertThat(this.outbox.sent()).containsExactly("NOT_SUPPORTED", "before", "after");
		assertThat(this.results).hasSize(5);
	}

	private void callInner(Propagation propagation, Outcome outcome, Caught caught) {
		try {
			inner(propagation, outcome);
		}
		catch (OnPurposeException | OnPurposeError | TransactionException ex) {
			if (caught == Caught.NO) {
				throw ex;
			}
		}
	}

	private void inner(Propagation propagation, Outcome outcome) {
		template(propagation).executeWithoutResult((status) -> {
			write(propagation.name());
			switch (outcome) {
				case COMMIT -> {
				}
				case ROLLBACK_ONLY -> status.setRollbackOnly();
				case RUNTIME_EXCEPTION -> throw new OnPurposeException();
				case ERROR -> throw new OnPurposeError();
			}
		});
	}

	private TransactionTemplate template(Propagation propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation.value());
		return template;
	}

	private void write(String name) {
		this.jdbc.sql("insert into orders values (?)").param(name).update();
		this.results.add(this.outbox.publish(name));
	}

	private static void isRolledBack(CompletableFuture<Void> result) {
		assertThat(result.handle((nothing, ex) -> ex).join()).isInstanceOfSatisfying(IotConnectionException.class,
				(ex) -> assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.TRANSACTION_ROLLED_BACK));
	}

	enum Outer {

		NONE, COMMITTED, ROLLED_BACK

	}

	enum Outcome {

		COMMIT, ROLLBACK_ONLY, RUNTIME_EXCEPTION, ERROR

	}

	enum Caught {

		YES, NO

	}

	private static final class OnPurposeException extends RuntimeException {

	}

	private static final class OnPurposeError extends Error {

	}

}
