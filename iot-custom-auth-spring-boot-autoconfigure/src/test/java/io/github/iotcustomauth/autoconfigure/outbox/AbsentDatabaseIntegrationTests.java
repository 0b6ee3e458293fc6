package io.github.iotcustomauth.autoconfigure.outbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.store.jdbc.JdbcStoreSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Start of an application whose database is not there yet.
 */
@EachDatabase
class AbsentDatabaseIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final TestDatabase kind;

	private DatabaseServer server;

	private TemporaryDatabase database;

	AbsentDatabaseIntegrationTests(TestDatabase kind) {
		this.kind = kind;
	}

	@BeforeEach
	void createDatabase(@TempDir Path directory) {
		this.server = this.kind.startServer(directory, Durability.PROCESS);
		this.database = this.server.create();
	}

	@AfterEach
	void closeServer() {
		if (this.server != null) {
			this.server.close();
		}
	}

	// one server for both, since it takes seconds to create one
	@Test
	void applicationStartsAndHealsWithAndWithoutItsTable() {
		this.server.stop();
		start("always").run((context) -> assertHeals(context, 1));
		this.server.stop();
		start("never").run((context) -> assertHeals(context, 2));
	}

	private void assertHeals(ApplicationContext context, int rows) {
		IotConnection connection = context.getBean(IotConnection.class);
		assertThat(status(connection).failure()).isNotNull();
		long start = System.nanoTime();
		assertThat(failure(publish(connection))).isEqualTo(FailureReason.OUTBOX_UNAVAILABLE);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
		this.server.start();
		Awaitility.await().atMost(LIMIT).until(() -> status(connection).failure() == null);
		assertThat(publish(connection)).isNotDone();
		assertThat(JdbcClient.create(this.database)
			.sql("select count(*) from " + JdbcStoreSettings.DEFAULT_TABLE)
			.query(Integer.class)
			.single()).isEqualTo(rows);
	}

	private static OutboxStatus status(IotConnection connection) {
		return ((DefaultIotConnection) connection).getOutbox().status();
	}

	private static CompletableFuture<Void> publish(IotConnection connection) {
		return connection.publish(IotMessage.of("a", "1"));
	}

	private static FailureReason failure(CompletableFuture<Void> result) {
		Throwable failure = result.handle((nothing, ex) -> ex).orTimeout(10, TimeUnit.SECONDS).join();
		return ((IotConnectionException) failure).getFailure().reason();
	}

	// nothing listens there: the connection waits for its next attempt
	private ApplicationContextRunner start(String initializeSchema) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JdbcOutboxAutoConfiguration.class,
					IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(DataSource.class, this::pool)
			.withPropertyValues("aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.port=1",
					"aws.iot.custom-auth.client-id=device-7", "aws.iot.custom-auth.publish.outbox=jdbc",
					"aws.iot.custom-auth.publish.jdbc.initialize-schema=" + initializeSchema);
	}

	// connects when it is asked to, as that of Spring Boot does
	private HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(this.database);
		pool.setConnectionTimeout(500);
		return pool;
	}

}
