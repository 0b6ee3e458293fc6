package io.github.iotcustomauth.autoconfigure.outbox;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcStoreSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Properties of the outbox's table.
 */
@ConfigurationProperties(JdbcOutboxProperties.PREFIX)
class JdbcOutboxProperties extends DatabaseInitializationProperties {

	static final String PREFIX = "aws.iot.custom-auth.publish.jdbc";

	private static final Pattern TABLE_NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)?[A-Za-z_][A-Za-z0-9_]*");

	private static final String DEFAULT_SCHEMA = "classpath:io/github/iotcustomauth/outbox/schema-@@platform@@.sql";

	/**
	 * Name of the outbox's table, with its schema if it is not the default one. With
	 * another name than the default one, the application creates the table itself, or
	 * names a script of its own.
	 */
	private String tableName = JdbcStoreSettings.DEFAULT_TABLE;

	/**
	 * Number of messages of the client id that the outbox takes. Further ones fail.
	 */
	private long maxRows = 100_000;

	/**
	 * How long a publish outside of transactions waits for the database. If a duration
	 * suffix is not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration timeout = Duration.ofSeconds(5);

	/**
	 * Client ids of instances that are gone for good, whose messages the next start takes
	 * over.
	 */
	private List<String> adoptFrom = new ArrayList<>();

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA;
	}

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = tableName;
	}

	public long getMaxRows() {
		return this.maxRows;
	}

	public void setMaxRows(long maxRows) {
		this.maxRows = maxRows;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public List<String> getAdoptFrom() {
		return this.adoptFrom;
	}

	public void setAdoptFrom(List<String> adoptFrom) {
		this.adoptFrom = adoptFrom;
	}

	/**
	 * Check the values.
	 * @return the settings
	 * @throws InvalidConfigurationPropertyValueException if one of them is invalid
	 */
	JdbcStoreSettings toSettings() {
		check(TABLE_NAME.matcher(this.tableName).matches(), "table-name", this.tableName,
				"Use letters, digits and underscores, and at most the name of a schema and a dot before the name.");
		check(this.maxRows > 0, "max-rows", this.maxRows, "Let the outbox take at least one message.");
		check(this.timeout.toMillis() > 0, "timeout", this.timeout, "Give the database some time, such as '5s'.");
		return new JdbcStoreSettings(this.tableName, new PublishStore.Limits(this.maxRows, this.timeout),
				List.copyOf(this.adoptFrom));
	}

	private static void check(boolean valid, String name, Object value, String cure) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, value, cure);
		}
	}

	// another table has a script of the application, or none
	boolean isInitializedByLibrary() {
		return this.tableName.equals(JdbcStoreSettings.DEFAULT_TABLE) || !DEFAULT_SCHEMA.equals(getSchema());
	}

}
