package io.github.iotcustomauth.internal.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for publishes in Spring's transactions: propagation × outcome × exception. A
 * message is sent if, and only if, the row that the application writes beside it stays.
 */
class PropagationTests {

	private final DriverManagerDataSource dataSource = TransactionalOutbox.newDatabase();

	private final JdbcClient jdbc = JdbcClient.create(this.dataSource);

	private final DataSourceTransactionManager transactions = new DataSourceTransactionManager(this.dataSource);

	private final List<CompletableFuture<Void>> results = new ArrayList<>();

	private TransactionalOutbox outbox;

	@BeforeEach
	void openOutbox() {
		this.outbox = new TransactionalOutbox(this.dataSource, this.dataSource).opened();
	}

	@AfterEach
	void closeOutbox() {
		this.outbox.close();
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
