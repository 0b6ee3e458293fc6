package io.github.iotcustomauth.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Database server that Debian has a package of, and its commands. Commits reach the disk.
 */
public enum DatabaseProgram {

	/**
	 * PostgreSQL.
	 */
	POSTGRESQL("PostgreSQL", "postgresql", "postgres", "initdb", "postgres",
			"jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&currentSchema=%s", "create schema if not exists ",
			"pg_catalog") {

		@Override
		List<String> creation(Path directory) {
			return command("initdb",
					List.of("-D", data(directory), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"));
		}

		@Override
		List<String> server(Path directory, int port) {
			return command("postgres", List.of("-D", data(directory), "-p", String.valueOf(port), "-c",
					"listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
		}

	},

	/**
	 * MariaDB.
	 */
	MARIADB("MariaDB", "mariadb-server", "mysql", "mariadb-install-db", "mariadbd",
			"jdbc:mariadb://127.0.0.1:%d/%s?user=root", "create database if not exists ", "mysql") {

		@Override
		List<String> creation(Path directory) {
			return command("mariadb-install-db",
					List.of("--no-defaults", "--datadir=" + data(directory), "--tmpdir=" + directory,
							"--skip-name-resolve", "--auth-root-authentication-method=normal", "--skip-test-db"));
		}

		@Override
		List<String> server(Path directory, int port) {
			return command("mariadbd",
					List.of("--no-defaults", "--datadir=" + data(directory), "--tmpdir=" + directory,
							"--skip-name-resolve", "--port=" + port, "--bind-address=127.0.0.1",
							"--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid")));
		}

	};

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	private final String title;

	private final String debianPackage;

	// servers refuse to run as root
	private final String user;

	private final String creator;

	private final String server;

	private final String url;

	private final String createStatement;

	private final String systemDatabase;

	DatabaseProgram(String title, String debianPackage, String user, String creator, String server, String url,
			String createStatement, String systemDatabase) {
		this.title = title;
		this.debianPackage = debianPackage;
		this.user = user;
		this.creator = creator;
		this.server = server;
		this.url = url;
		this.createStatement = createStatement;
		this.systemDatabase = systemDatabase;
	}

	/**
	 * The name for readers.
	 * @return the name
	 */
	public String title() {
		return this.title;
	}

	/**
	 * The package of Debian.
	 * @return its name
	 */
	public String debianPackage() {
		return this.debianPackage;
	}

	boolean isInstalled() {
		return find(this.creator).isPresent() && find(this.server).isPresent() && (!ROOT || userExists());
	}

	abstract List<String> creation(Path directory);

	abstract List<String> server(Path directory, int port);

	String url(int port, String database) {
		return this.url.formatted(port, database);
	}

	String systemUrl(int port) {
		return url(port, this.systemDatabase);
	}

	String createStatement(String database) {
		return this.createStatement + database;
	}

	Path createDirectory() throws IOException {
		Path directory = Files.createTempDirectory("iot-benchmarks-" + this.debianPackage + "-");
		if (ROOT) {
			Files.setOwner(directory,
					FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(this.user));
		}
		return directory;
	}

	private boolean userExists() {
		try {
			FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(this.user);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	List<String> command(String program, List<String> arguments) {
		List<String> command = new ArrayList<>();
		if (ROOT) {
			command.addAll(List.of("setpriv", "--reuid=" + this.user, "--regid=" + this.user, "--init-groups", "--"));
		}
		command.add(find(program).orElseThrow().toString());
		command.addAll(arguments);
		return command;
	}

	private static Optional<Path> find(String program) {
		Stream<Path> path = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
		return Stream.of(postgreSqlVersions(), Stream.of(Path.of("/usr/sbin")), path)
			.flatMap((directories) -> directories)
			.map((directory) -> directory.resolve(program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static Stream<Path> postgreSqlVersions() {
		try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
			return versions.sorted(Comparator.reverseOrder())
				.map((version) -> version.resolve("bin"))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	static String data(Path directory) {
		return directory.resolve("data").toString();
	}

}
