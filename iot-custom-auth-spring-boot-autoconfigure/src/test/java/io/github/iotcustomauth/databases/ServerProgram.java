package io.github.iotcustomauth.databases;

import java.nio.file.Path;
import java.util.List;

/**
 * Program of a database server. Its data is in the directory {@code data} of the given
 * one.
 */
interface ServerProgram {

	String DATA = "data";

	TestDatabase kind();

	DebianPackage debianPackage();

	/**
	 * Return the command that creates the data directory.
	 * @param directory the directory of the server
	 * @return the command
	 */
	List<String> creation(Path directory);

	/**
	 * Return the command of the server, in the foreground and on 127.0.0.1 only.
	 * @param directory the directory of the server
	 * @param port the port
	 * @return the command
	 */
	List<String> server(Path directory, int port);

	/**
	 * Return the command that stops the server, but does not wait for its connections.
	 * @param directory the directory of the server
	 * @param process the server
	 * @return the command
	 */
	List<String> stop(Path directory, ProcessHandle process);

	/**
	 * Return the URL of a database.
	 * @param port the port of the server
	 * @param database the name of the database
	 * @return the URL, with an administrator as the user
	 */
	String url(int port, String database);

	/**
	 * Return the name of the database that always exists.
	 * @return its name
	 */
	String systemDatabase();

	/**
	 * Return the query for the data directory: another server may listen on the port.
	 * @return the query
	 */
	String dataDirectoryQuery();

	/**
	 * Return the statement that creates a database.
	 * @param database the name of the database
	 * @return the statement
	 */
	String createStatement(String database);

	/**
	 * Return the statement that drops a database even if it has connections.
	 * @param database the name of the database
	 * @return the statement
	 */
	String dropStatement(String database);

}
