package io.github.iotcustomauth.internal.store.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What databases tell about messages that they refuse: exceptions of drivers contain
 * parameters, and reach logs of others.
 */
@EachDatabase
class PayloadSecrecyTests {

	private static final String SECRET = "meter=4711";

	private static final String HEX = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));

	// of the library, and of Spring, which logs exceptions that it replaces
	private static final List<String> LOGGERS = List.of("io.github.iotcustomauth",
			"org.springframework.transaction.support");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final TemporaryDatabase database;

	private final JdbcClient jdbc;

	private HikariDataSource pool;

	private PooledOutbox outbox;

	PayloadSecrecyTests(TestDatabase kind) {
		this.database = kind.create();
		this.jdbc = JdbcClient.create(this.database);
	}

	@BeforeEach
	void open() {
		this.database.createOutbox();
		this.pool = this.database.pool(1);
		this.outbox = new PooledOutbox(this.pool);
		this.log.start();
		for (String name : LOGGERS) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			logger.addAppender(this.log);
			logger.setLevel(Level.DEBUG);
			logger.setAdditive(false);
		}
	}

	@AfterEach
	void close() {
		this.outbox.close();
		this.pool.close();
		this.database.close();
		for (String name : LOGGERS) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			logger.detachAppender(this.log);
			logger.setLevel(null);
			logger.setAdditive(true);
		}
	}

	@Test
	void messageThatAConstraintRefusesAloneIsNotTold() {
		refuse();
		assertSecret(failure(this.outbox.publish(secret("refused"))));
	}

	@Test
	void messageThatAConstraintRefusesInABatchIsNotTold() throws Exception {
		refuse();
		List<CompletableFuture<Throwable>> failures = publishInABatch();
		assertSecretAndTold(failures.get(0).join());
		assertThat(failures.subList(1, 4)).allSatisfy((failure) -> assertThat(failure.join()).isNull());
		assertLogKeepsSecret();
	}

	@Test
	void messageThatAConstraintRefusesInATransactionIsNotTold() {
		refuse();
		IotConnectionException failure = catchThrowableOfType(IotConnectionException.class, this::publishInTransaction);
		assertSecret(failure);
	}

	@Test
	void payloadThatDoesNotFitIsNotTold() throws Exception {
		narrow();
		assertSecret(failure(this.outbox.publish(secret("a"))));
		publishInABatch().forEach((failure) -> assertSecret(failure.join()));
		assertSecret(catchThrowableOfType(IotConnectionException.class, this::publishInTransaction));
	}

	private void publishInTransaction() {
		new TransactionTemplate(new JdbcTransactionManager(this.pool))
			.executeWithoutResult((status) -> this.outbox.publish(secret("refused")));
	}

	// the only connection is taken until all of them wait
	private List<CompletableFuture<Throwable>> publishInABatch() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			CountDownLatch waiting = new CountDownLatch(4);
			List<CompletableFuture<Throwable>> failures = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> {
					waiting.countDown();
					return failure(this.outbox.publish(secret((i > 0) ? "a" : "refused")));
				}, (task) -> new Thread(task).start()))
				.toList();
			waiting.await();
			return failures;
		}
	}

	private void refuse() {
		this.jdbc.sql("alter table iot_custom_auth_outbox add constraint refused check (topic <> 'refused')").update();
	}

	private void narrow() {
		this.jdbc.sql(switch (this.database.kind()) {
			case H2 -> "alter table iot_custom_auth_outbox alter column payload set data type varbinary(4)";
			case POSTGRESQL ->
				"alter table iot_custom_auth_outbox add constraint payload_length check (length(payload) < 5)";
			case MARIADB -> "alter table iot_custom_auth_outbox modify column payload varbinary(4) not null";
		}).update();
	}

	private static IotMessage secret(String topic) {
		return IotMessage.of(topic, SECRET);
	}

	private static Throwable failure(CompletableFuture<Void> result) {
		return result.isCompletedExceptionally() ? result.handle((nothing, ex) -> ex).join() : null;
	}

	private void assertSecret(Throwable failure) {
		assertSecretAndTold(failure);
		assertLogKeepsSecret();
	}

	private static void assertSecretAndTold(Throwable failure) {
		assertThat(failure).isInstanceOfSatisfying(IotConnectionException.class,
				(told) -> assertThat(told.getFailure().reason()).isEqualTo(FailureReason.OUTBOX_FAILED));
		assertKeepsSecret(text(failure));
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text, true));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && sql.getNextException() != null) {
				text.append(text(sql.getNextException()));
			}
		}
		return text.toString();
	}

	private void assertLogKeepsSecret() {
		for (ILoggingEvent event : List.copyOf(this.log.list)) {
			assertKeepsSecret(event.getFormattedMessage());
			IThrowableProxy thrown = event.getThrowableProxy();
			assertKeepsSecret((thrown != null) ? ThrowableProxyUtil.asString(thrown) : "");
		}
	}

	private static void assertKeepsSecret(String text) {
		assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(SECRET, HEX);
	}

}
