package io.github.iotcustomauth.autoconfigure.outbox;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.ResourceLoader;

/**
 * Creates the outbox's table if the application wants that, once. An application starts
 * without a database that cannot be reached.
 */
final class OutboxSchema implements Runnable {

	private static final Log logger = LogFactory.getLog(OutboxSchema.class);

	private final DataSource dataSource;

	private final JdbcOutboxProperties properties;

	private final ResourceLoader resourceLoader;

	private boolean done;

	OutboxSchema(DataSource dataSource, JdbcOutboxProperties properties, ResourceLoader resourceLoader) {
		this.dataSource = dataSource;
		this.properties = properties;
		this.resourceLoader = resourceLoader;
		this.done = properties.getInitializeSchema() == DatabaseInitializationMode.NEVER
				|| !properties.isInitializedByLibrary();
	}

	// so that transactions find the table before the connection starts
	OutboxSchema tried() {
		try {
			run();
		}
		catch (RuntimeException ex) {
			logger.warn("The table of the outbox cannot be created yet", ex);
		}
		return this;
	}

	@Override
	public synchronized void run() {
		if (this.done) {
			return;
		}
		// finds out which database it is when it is created
		PropertiesBasedDataSourceScriptDatabaseInitializer<JdbcOutboxProperties> initializer = new PropertiesBasedDataSourceScriptDatabaseInitializer<>(
				this.dataSource, this.properties);
		initializer.setResourceLoader(this.resourceLoader);
		initializer.initializeDatabase();
		this.done = true;
	}

}
