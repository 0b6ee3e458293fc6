package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.support.Figures;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Figures of the outbox, which take minutes: with {@code -Pfigures} only.
 */
@EnabledIfSystemProperty(named = "figures.promised", matches = "true")
class OutboxFiguresIntegrationTests {

	private static final int ROWS = 1_000_000;

	// of the default settings
	private static final int WINDOW = 10_000;

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL" })
	void severalThreadsPublishAtAHigherRateThanOne(TestDatabase kind) {
		List<Long> rates = new OutboxRates(kind, Duration.ofSeconds(5)).measure(this.directory);
		assertThat(rates.get(1)).isGreaterThan(rates.get(0));
		assertThat(rates.get(2)).isGreaterThan(rates.get(0));
	}

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL" })
	void startWithManyRowsIsFastAndKeepsThemInTheTable(TestDatabase kind) {
		try (DatabaseServer server = kind.startServer(this.directory, Durability.PROCESS)) {
			TemporaryDatabase database = server.create();
			database.createOutbox();
			insertRows(database);
			try (HikariDataSource pool = database.pool(10)) {
				long before = heap();
				long start = System.nanoTime();
				try (PooledOutbox outbox = PooledOutbox.withDefaults(pool)) {
					outbox.neverAcknowledge();
					outbox.connect();
					Awaitility.await()
						.atMost(Duration.ofMinutes(1))
						.pollInterval(Duration.ofMillis(5))
						.until(() -> !outbox.sent().isEmpty());
					Duration first = Duration.ofNanos(System.nanoTime() - start);
					Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> outbox.sent().size() == WINDOW);
					long used = (heap() - before) / MEGABYTE;
					Figures.print("first message with " + ROWS + " rows in " + kind + " after " + first.toMillis()
							+ " ms, " + WINDOW + " in memory, heap " + used + " MiB more");
					assertThat(first).isLessThan(Duration.ofSeconds(20));
					assertThat(used).isLessThan(100);
				}
			}
		}
	}

	private static void insertRows(TemporaryDatabase database) {
		String payload = "00".repeat(200);
		String columns = "insert into iot_custom_auth_outbox (client_id, topic, payload, retain, properties, "
				+ "created_at, version) ";
		JdbcClient.create(database)
			.sql((database.kind() == TestDatabase.H2)
					? columns + "select 'device-7', 'plant/1', X'" + payload
							+ "', false, '', 0, 2 from system_range(1, " + ROWS + ")"
					: columns + "select 'device-7', 'plant/1', '\\x" + payload
							+ "'::bytea, false, '', 0, 2 from generate_series(1, " + ROWS + ")")
			.update();
	}

	private static long heap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
