package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.SmallDisk;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox while the disk of its database is full, and afterwards.
 */
@EachDatabase
class FullDiskIntegrationTests {

	private static final String PADDING = ":" + "x".repeat(50_000);

	private final TestDatabase kind;

	private SmallDisk disk;

	private DatabaseServer server;

	private TemporaryDatabase database;

	private HikariDataSource pool;

	private PooledOutbox outbox;

	FullDiskIntegrationTests(TestDatabase kind) {
		this.kind = kind;
	}

	@BeforeEach
	void start(@TempDir Path directory) {
		this.disk = SmallDisk.mount(directory, (this.kind == TestDatabase.H2) ? 16 : 150);
		this.server = this.kind.startServer(this.disk.directory(), Durability.DISK);
		this.database = this.server.create();
		this.database.createOutbox();
		this.pool = this.database.pool(3);
		this.pool.setConnectionTimeout(1000);
		this.outbox = new PooledOutbox(this.pool);
	}

	@AfterEach
	void stop() {
		if (this.outbox != null) {
			this.outbox.close();
			this.pool.close();
		}
		if (this.server != null) {
			this.server.close();
		}
		if (this.disk != null) {
			this.disk.close();
		}
	}

	@Test
	void fullDiskIsToldApartAndCostsNothingThatWasAccepted() {
		List<String> accepted = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			accepted.add("" + i);
			assertThat(this.outbox.publish("" + i)).isNotDone();
		}
		this.disk.fill();
		List<String> uncertain = new ArrayList<>();
		FailureReason reason = null;
		for (int i = 10; i < 3000 && reason != FailureReason.OUTBOX_DISK_FULL && !hasDied(reason); i++) {
			String text = i + PADDING;
			reason = PooledOutbox.failure(this.outbox.publish(text));
			if (reason == null) {
				accepted.add(text);
			}
			else if (reason == FailureReason.OUTBOX_UNCERTAIN) {
				uncertain.add(text);
			}
		}
		assertThat(reason == FailureReason.OUTBOX_DISK_FULL || hasDied(reason)).isTrue();
		this.disk.free();
		startAgainIfItHasDied();
		accepted.add("last");
		this.outbox.awaitHealing("last");
		this.outbox.connect();
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).filteredOn((text) -> !uncertain.contains(text))
			.containsExactlyElementsOf(accepted);
	}

	// MariaDB ends itself, or lets its clients wait
	private boolean hasDied(FailureReason reason) {
		return this.kind == TestDatabase.MARIADB && reason != null && !isRunning();
	}

	private void startAgainIfItHasDied() {
		if (!isRunning()) {
			this.server.kill();
			this.server.start();
		}
	}

	private boolean isRunning() {
		try (Connection connection = this.database.getConnection()) {
			return connection.isValid(5);
		}
		catch (SQLException ex) {
			return false;
		}
	}

}
