package io.github.iotcustomauth.databases;

import java.nio.file.Path;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Databases that the outbox is tested with. A test is skipped when it needs a database
 * that is not installed.
 */
public enum TestDatabase {

	/**
	 * H2 within this JVM: in memory, or in files if a server is asked for.
	 */
	H2("h2") {

		@Override
		public TemporaryDatabase create() {
			return new TemporaryDatabase(this, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
					(database) -> JdbcClient.create(database).sql("shutdown").update());
		}

		@Override
		public DatabaseServer startServer(Path directory, Durability durability) {
			return new H2Files(directory, durability);
		}

	},

	/**
	 * PostgreSQL.
	 */
	POSTGRESQL("postgresql") {

		@Override
		public DatabaseServer startServer(Path directory, Durability durability) {
			return ServerProcess.start(new PostgreSqlProgram(durability), directory);
		}

	},

	/**
	 * MariaDB.
	 */
	MARIADB("mariadb") {

		@Override
		public DatabaseServer startServer(Path directory, Durability durability) {
			return ServerProcess.start(new MariaDbProgram(durability), directory);
		}

	};

	static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

	private final String platform;

	private @Nullable DatabaseServer shared;

	TestDatabase(String platform) {
		this.platform = platform;
	}

	/**
	 * Create an empty database on a server that the tests of this JVM share.
	 * @return the database, to close after the test
	 */
	public TemporaryDatabase create() {
		return shared().create();
	}

	private synchronized DatabaseServer shared() {
		DatabaseServer server = this.shared;
		if (server == null) {
			server = startServer(TEMPORARY, Durability.PROCESS);
			this.shared = server;
		}
		return server;
	}

	/**
	 * Start a server of its own for a test.
	 * @param directory the directory to create that of the server in
	 * @param durability the durability of commits
	 * @return the server, to close after the test
	 */
	public abstract DatabaseServer startServer(Path directory, Durability durability);

	/**
	 * Return the script that creates the table of the outbox.
	 * @return its name on the class path
	 */
	public String outboxScript() {
		return "io/github/iotcustomauth/outbox/schema-" + this.platform + ".sql";
	}

}
