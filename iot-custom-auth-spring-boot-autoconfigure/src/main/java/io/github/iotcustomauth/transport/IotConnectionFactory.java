package io.github.iotcustomauth.transport;

import java.util.Map;

import io.github.iotcustomauth.IotConnection;

/**
 * Makes connections while the application runs, for devices that come and go. They share
 * threads, event loops and TLS context with the connections of the application, and are
 * closed by the caller or, all of them, with the application. Thread-safe.
 */
public interface IotConnectionFactory {

	/**
	 * Make a connection and begin to connect. Returns at once.
	 * @param spec what is special about it
	 * @return the connection
	 * @throws IllegalArgumentException if the settings cannot be used, or another
	 * connection of the application has the client id
	 * @throws IllegalStateException if the application is not running
	 */
	ClosableIotConnection create(IotConnectionSpec spec);

	/**
	 * The connections that were made and not closed.
	 * @return a snapshot, by client id
	 */
	Map<String, IotConnection> getConnections();

	/**
	 * A connection that its user closes.
	 */
	interface ClosableIotConnection extends IotConnection, AutoCloseable {

		/**
		 * Let the handlers finish, wait for the acknowledgments of what was published, as
		 * long as the application would when it stops, and disconnect. Does nothing the
		 * second time.
		 */
		@Override
		void close();

	}

}
