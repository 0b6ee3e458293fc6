package io.github.iotcustomauth.databases;

/**
 * Durability of the commits of a database.
 */
public enum Durability {

	/**
	 * A commit survives a loss of power, as by default: for measurements.
	 */
	DISK,

	/**
	 * A commit survives the end of the server only, which is faster.
	 */
	PROCESS

}
