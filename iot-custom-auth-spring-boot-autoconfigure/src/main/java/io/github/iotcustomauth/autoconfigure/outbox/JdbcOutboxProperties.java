package io.github.iotcustomauth.autoconfigure.outbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Properties of the outbox's table.
 */
@ConfigurationProperties("aws.iot.custom-auth.publish.jdbc")
class JdbcOutboxProperties extends DatabaseInitializationProperties {

	private static final String DEFAULT_SCHEMA = "classpath:io/github/iotcustomauth/outbox/schema-@@platform@@.sql";

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA;
	}

}
