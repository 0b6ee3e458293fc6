package io.github.iotcustomauth.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The connections behind the beans of the application, which may be proxies or wrappers.
 * One whose bean is another one, such as a mock of a test, is not among them: then there
 * is nothing to start.
 */
public final class OwnedConnections {

	private final List<DefaultIotConnection> connections = new CopyOnWriteArrayList<>();

	private final List<Consumer<DefaultIotConnection>> listeners = new ArrayList<>();

	/**
	 * Own a connection.
	 * @param created the connection that was created for the bean
	 * @return the connection
	 */
	public synchronized DefaultIotConnection own(DefaultIotConnection created) {
		this.connections.add(created);
		this.listeners.forEach((listener) -> listener.accept(created));
		return created;
	}

	/**
	 * Tell about the connections that there are, and about those to come.
	 * @param listener told about each
	 */
	public synchronized void onEach(Consumer<DefaultIotConnection> listener) {
		this.connections.forEach(listener);
		this.listeners.add(listener);
	}

	/**
	 * All connections, with each member of the pools.
	 * @return the connections
	 */
	public List<DefaultIotConnection> all() {
		return this.connections;
	}

	/**
	 * Find a connection.
	 * @param name its name
	 * @return the connection, its members if it is a pool, or an empty list if its bean
	 * is another one
	 */
	public List<DefaultIotConnection> find(String name) {
		return this.connections.stream().filter((connection) -> connection.getName().equals(name)).toList();
	}

	/**
	 * The connection of an application that has one.
	 * @return the connection, its members if it is a pool, or an empty list if there are
	 * several or its bean is another one
	 */
	public List<DefaultIotConnection> only() {
		long names = this.connections.stream().map(DefaultIotConnection::getName).distinct().count();
		return (names == 1) ? List.copyOf(this.connections) : List.of();
	}

}
