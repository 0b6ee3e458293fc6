package io.github.iotcustomauth.databases;

import java.nio.file.Path;
import java.util.List;

/**
 * Program of PostgreSQL. Its databases are schemas, which are created much faster.
 *
 * @param durability the durability of commits
 */
record PostgreSqlProgram(Durability durability) implements ServerProgram {

	private static final DebianPackage PACKAGE = new DebianPackage("postgresql", "postgres",
			List.of("initdb", "postgres", "pg_ctl"), DebianPackage.versions(Path.of("/usr/lib/postgresql"), "bin"));

	@Override
	public TestDatabase kind() {
		return TestDatabase.POSTGRESQL;
	}

	@Override
	public DebianPackage debianPackage() {
		return PACKAGE;
	}

	// small segments of its log, as there are small disks
	@Override
	public List<String> creation(Path directory) {
		return PACKAGE.command("initdb", List.of("-D", data(directory), "-U", "postgres", "-A", "trust", "-E", "UTF8",
				"--locale=C", "--wal-segsize=1", "-N"));
	}

	@Override
	public List<String> server(Path directory, int port) {
		String fsync = (this.durability == Durability.DISK) ? "on" : "off";
		return PACKAGE.command("postgres",
				List.of("-D", data(directory), "-p", String.valueOf(port), "-c", "listen_addresses=127.0.0.1", "-c",
						"unix_socket_directories=", "-c", "fsync=" + fsync, "-c", "full_page_writes=" + fsync));
	}

	@Override
	public List<String> stop(Path directory, ProcessHandle process) {
		return PACKAGE.command("pg_ctl", List.of("stop", "-D", data(directory), "-m", "fast", "-W"));
	}

	@Override
	public String url(int port, String database) {
		return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&currentSchema=" + database
				+ "&ApplicationName=" + database;
	}

	@Override
	public String systemDatabase() {
		return "pg_catalog";
	}

	@Override
	public String dataDirectoryQuery() {
		return "show data_directory";
	}

	@Override
	public String createStatement(String database) {
		return "create schema " + database;
	}

	@Override
	public String dropStatement(String database) {
		return "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + database
				+ "'; drop schema " + database + " cascade";
	}

	private static String data(Path directory) {
		return directory.resolve(DATA).toString();
	}

}
