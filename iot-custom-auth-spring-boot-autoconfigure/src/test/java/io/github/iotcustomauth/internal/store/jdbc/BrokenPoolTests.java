package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox with a pool that gives it no connection, or a broken one.
 */
class BrokenPoolTests {

	private static final Duration MARGIN = Duration.ofSeconds(2);

	private DatabaseServer server;

	private TemporaryDatabase database;

	private HikariDataSource pool;

	private PooledOutbox outbox;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.server = TestDatabase.H2.startServer(directory, Durability.PROCESS);
		this.database = this.server.create();
		this.database.createOutbox();
		this.pool = this.database.pool(1);
		this.outbox = new PooledOutbox(this.pool);
	}

	@AfterEach
	void stop() {
		this.outbox.close();
		this.pool.close();
		this.server.close();
	}

	@Test
	void poolWhoseConnectionIsBrokenHeals() {
		assertThat(this.outbox.publish("1")).isNotDone();
		JdbcClient.create(this.database).sql("shutdown").update();
		this.outbox.awaitHealing("2");
		this.outbox.connect();
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).containsExactly("1", "2");
	}

	@Test
	void publisherDoesNotWaitForTheWaitOfAnother() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			long start = System.nanoTime();
			List<CompletableFuture<FailureReason>> results = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> PooledOutbox.failure(this.outbox.publish("" + i)),
						(task) -> new Thread(task).start()))
				.toList();
			assertThat(results)
				.allSatisfy((result) -> assertThat(result).succeedsWithin(PooledOutbox.TIMEOUT.plus(MARGIN))
					.isEqualTo(FailureReason.OUTBOX_TIMED_OUT));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PooledOutbox.TIMEOUT.plus(MARGIN));
			assertThat(connection.isValid(1)).isTrue();
		}
		this.outbox.connect();
		this.outbox.awaitHealing("4");
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).containsExactly("4");
	}

}
