package io.github.iotcustomauth.internal.metering;

/**
 * Factory of the meters of connections.
 */
public interface Metering {

	/**
	 * The meters of a connection of the application.
	 * @param connection its name
	 * @return the meters
	 */
	ConnectionMeters of(String connection);

	/**
	 * The meters that all connections share that are made at run time: an application may
	 * make any number of them.
	 * @return the meters
	 */
	ConnectionMeters ofConnectionsMadeAtRunTime();

	/**
	 * Metering that is switched off.
	 * @return the factory of meters that do nothing
	 */
	static Metering none() {
		return new Metering() {

			@Override
			public ConnectionMeters of(String connection) {
				return ConnectionMeters.NONE;
			}

			@Override
			public ConnectionMeters ofConnectionsMadeAtRunTime() {
				return ConnectionMeters.NONE;
			}

		};
	}

}
