package io.github.iotcustomauth.databases;

/**
 * Running database server with a directory of its own.
 */
public interface DatabaseServer extends AutoCloseable {

	/**
	 * Create an empty database.
	 * @return the database, valid until the server is closed
	 */
	TemporaryDatabase create();

	/**
	 * Stop the server as its administrator does. Its connections break.
	 */
	void stop();

	/**
	 * Stop the server as {@code kill -9} does, or as near as possible.
	 */
	void kill();

	/**
	 * Start the server again, at its old address and with its databases.
	 */
	void start();

	/**
	 * Stop the server and delete its directory.
	 */
	@Override
	void close();

}
