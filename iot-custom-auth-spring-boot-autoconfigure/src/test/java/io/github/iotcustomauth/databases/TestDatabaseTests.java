package io.github.iotcustomauth.databases;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TestDatabase} and its servers.
 */
@EachDatabase
class TestDatabaseTests {

	private final TestDatabase kind;

	@TempDir
	private Path directory;

	TestDatabaseTests(TestDatabase kind) {
		this.kind = kind;
	}

	@Test
	void databasesHaveTablesOfTheirOwn() {
		try (TemporaryDatabase first = this.kind.create(); TemporaryDatabase second = this.kind.create()) {
			write(first);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
				try (Connection connection = second.getConnection();
						Statement statement = connection.createStatement()) {
					statement.executeQuery("select * from numbers");
				}
			});
		}
	}

	@Test
	void serverThatEndsRefusesConnectionsAndKeepsItsRows() throws SQLException {
		try (DatabaseServer server = this.kind.startServer(this.directory, Durability.DISK);
				TemporaryDatabase database = server.create()) {
			write(database);
			breaksConnectionsAndKeepsRows(database, server, server::stop);
			breaksConnectionsAndKeepsRows(database, server, server::kill);
		}
	}

	private static void breaksConnectionsAndKeepsRows(TemporaryDatabase database, DatabaseServer server, Runnable end)
			throws SQLException {
		try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
			end.run();
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> statement.execute("insert into numbers values (2)"));
		}
		assertThatExceptionOfType(SQLException.class).isThrownBy(database::getConnection);
		server.start();
		assertThat(JdbcClient.create(database).sql("select number from numbers").query(Integer.class).list())
			.containsExactly(1);
	}

	@Test
	void closedServerLeavesNothing() {
		try (DatabaseServer server = this.kind.startServer(this.directory, Durability.PROCESS)) {
			server.create();
			assertThat(this.directory).isNotEmptyDirectory();
		}
		assertThat(this.directory).isEmptyDirectory();
		Stream<ProcessHandle> children = ProcessHandle.current().descendants();
		assertThat(children.flatMap((child) -> child.info().commandLine().stream()))
			.noneMatch((command) -> command.contains(this.directory.toString()));
	}

	private static void write(TemporaryDatabase database) {
		JdbcClient jdbc = JdbcClient.create(database);
		jdbc.sql("create table numbers (number int)").update();
		jdbc.sql("insert into numbers values (1)").update();
	}

}
