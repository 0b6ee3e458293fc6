package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Callback interface to customize the settings of the connection. Beans of this type are
 * called in order, after the properties and the {@link IotConnectionDetails} have been
 * applied.
 */
@FunctionalInterface
public interface IotConnectionCustomizer {

	/**
	 * Customize the settings.
	 * @param settings the settings so far
	 */
	void customize(ConnectionSettings.Builder settings);

}
