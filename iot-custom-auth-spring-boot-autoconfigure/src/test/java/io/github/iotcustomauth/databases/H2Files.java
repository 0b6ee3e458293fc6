package io.github.iotcustomauth.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * Databases of H2 in files. There is no server: while it is "stopped", connections are
 * refused here.
 */
final class H2Files implements DatabaseServer {

	private static final Log logger = LogFactory.getLog(H2Files.class);

	private final Path directory;

	private final String options;

	private final List<TemporaryDatabase> databases = new ArrayList<>();

	private volatile boolean running = true;

	H2Files(Path parent, Durability durability) {
		try {
			this.directory = Files.createTempDirectory(parent, "h2-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		// by default, H2 writes half a second after the commit
		this.options = ";DB_CLOSE_DELAY=-1" + ((durability == Durability.DISK) ? ";WRITE_DELAY=0" : "");
	}

	@Override
	public synchronized TemporaryDatabase create() {
		Path file = this.directory.resolve("test" + this.databases.size());
		TemporaryDatabase database = new FileDatabase("jdbc:h2:file:" + file + this.options);
		this.databases.add(database);
		return database;
	}

	private void drop(TemporaryDatabase database) {
		if (this.running) {
			JdbcClient.create(database).sql("drop all objects").update();
		}
	}

	@Override
	public void stop() {
		end("shutdown");
	}

	@Override
	public void kill() {
		end("shutdown immediately");
	}

	private synchronized void end(String statement) {
		if (this.running) {
			for (TemporaryDatabase database : this.databases) {
				end(database, statement);
			}
			this.running = false;
		}
	}

	private static void end(TemporaryDatabase database, String statement) {
		try {
			JdbcClient.create(database).sql(statement).update();
		}
		catch (DataAccessException ex) {
			// such as a full disk, which has ended it already
			logger.debug("The database has ended with an error", ex);
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Database in a file.
	 */
	private final class FileDatabase extends TemporaryDatabase {

		private FileDatabase(String url) {
			super(TestDatabase.H2, url, H2Files.this::drop);
		}

		@Override
		protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
			if (!H2Files.this.running) {
				throw new SQLException("The database is stopped", "08001");
			}
			return super.getConnectionFromDriver(properties);
		}

	}

}
