package io.github.iotcustomauth.databases;

import java.util.function.Consumer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Database of a test. Each connection is a new one; the URL contains the user, so that it
 * is sufficient for a pool.
 */
public class TemporaryDatabase extends DriverManagerDataSource implements AutoCloseable {

	private final TestDatabase kind;

	private final Consumer<TemporaryDatabase> drop;

	TemporaryDatabase(TestDatabase kind, String url, Consumer<TemporaryDatabase> drop) {
		super(url);
		this.kind = kind;
		this.drop = drop;
	}

	public TestDatabase kind() {
		return this.kind;
	}

	/**
	 * Create the table of the outbox.
	 */
	public void createOutbox() {
		new ResourceDatabasePopulator(new ClassPathResource(this.kind.outboxScript())).execute(this);
	}

	/**
	 * Create a pool of connections to the database.
	 * @param size the number of connections
	 * @return the pool, to close before the database
	 */
	public HikariDataSource pool(int size) {
		HikariConfig config = new HikariConfig();
		config.setDataSource(this);
		config.setMaximumPoolSize(size);
		config.setMinimumIdle(0);
		return new HikariDataSource(config);
	}

	/**
	 * Drop the database, even if it has connections. That of a server that is stopped is
	 * deleted with the server.
	 */
	@Override
	public void close() {
		this.drop.accept(this);
	}

}
