package io.github.iotcustomauth.autoconfigure.outbox;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.ResourceLoader;

/**
 * Creates the outbox's table if the application wants that, once. An application starts
 * without a database that cannot be reached.
 */
final class OutboxSchema implements Runnable {

	private final DataSource dataSource;

	private final JdbcOutboxProperties properties;

	private final ResourceLoader resourceLoader;

	OutboxSchema(DataSource dataSource, JdbcOutboxProperties properties, ResourceLoader resourceLoader) {
		this.dataSource = dataSource;
		this.properties = properties;
		this.resourceLoader = resourceLoader;
	}

	boolean isEnabled() {
		return this.properties.getInitializeSchema() != DatabaseInitializationMode.NEVER
				&& this.properties.isInitializedByLibrary();
	}

	@Override
	public void run() {
		if (!isEnabled()) {
			return;
		}
		// finds out which database it is when it is created
		PropertiesBasedDataSourceScriptDatabaseInitializer<JdbcOutboxProperties> initializer = new PropertiesBasedDataSourceScriptDatabaseInitializer<>(
				this.dataSource, this.properties);
		initializer.setResourceLoader(this.resourceLoader);
		initializer.initializeDatabase();
	}

}
