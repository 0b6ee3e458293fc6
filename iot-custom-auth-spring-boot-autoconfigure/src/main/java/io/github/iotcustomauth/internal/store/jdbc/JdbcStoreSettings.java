package io.github.iotcustomauth.internal.store.jdbc;

import java.util.List;

import io.github.iotcustomauth.internal.store.PublishStore;

/**
 * Settings of a {@link JdbcPublishStore}.
 *
 * @param table name of the table, with its schema if it is not the default one
 * @param limits the bounds
 * @param adoptFrom client ids whose rows the next start takes over
 */
public record JdbcStoreSettings(String table, PublishStore.Limits limits, List<String> adoptFrom) {

	/**
	 * Name of the table, unless the application sets another.
	 */
	public static final String DEFAULT_TABLE = "iot_custom_auth_outbox";

}
