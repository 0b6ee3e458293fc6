package io.github.iotcustomauth.databases;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Program of MariaDB.
 *
 * @param durability the durability of commits
 */
record MariaDbProgram(Durability durability) implements ServerProgram {

	private static final DebianPackage PACKAGE = new DebianPackage("mariadb-server", "mysql",
			List.of("mariadb-install-db", "mariadbd"), List.of(Path.of("/usr/sbin")));

	@Override
	public TestDatabase kind() {
		return TestDatabase.MARIADB;
	}

	@Override
	public DebianPackage debianPackage() {
		return PACKAGE;
	}

	@Override
	public List<String> creation(Path directory) {
		List<String> arguments = options(directory);
		arguments.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
		return PACKAGE.command("mariadb-install-db", arguments);
	}

	@Override
	public List<String> server(Path directory, int port) {
		List<String> arguments = options(directory);
		arguments.addAll(List.of("--port=" + port, "--bind-address=127.0.0.1",
				"--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid"),
				// a transaction that was left open must not keep a database from being
				// dropped for a day
				"--lock-wait-timeout=10"));
		if (this.durability == Durability.PROCESS) {
			arguments.addAll(List.of("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync"));
		}
		return PACKAGE.command("mariadbd", arguments);
	}

	// a small log, as there are small disks
	private static List<String> options(Path directory) {
		return new ArrayList<>(List.of("--no-defaults", "--datadir=" + directory.resolve(DATA), "--tmpdir=" + directory,
				"--skip-name-resolve", "--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M"));
	}

	@Override
	public List<String> stop(Path directory, ProcessHandle process) {
		return List.of("sh", "-c", "kill -TERM " + process.pid());
	}

	@Override
	public String url(int port, String database) {
		return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root";
	}

	@Override
	public String systemDatabase() {
		return "mysql";
	}

	@Override
	public String dataDirectoryQuery() {
		return "select trim(trailing '/' from @@datadir)";
	}

	@Override
	public String createStatement(String database) {
		return "create database " + database;
	}

	@Override
	public String dropStatement(String database) {
		return "drop database " + database;
	}

}
