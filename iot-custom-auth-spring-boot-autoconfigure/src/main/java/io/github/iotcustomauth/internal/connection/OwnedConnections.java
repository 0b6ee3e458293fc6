package io.github.iotcustomauth.internal.connection;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;

/**
 * The connections behind the beans of the application, which may be proxies or wrappers.
 * One whose bean is another one, such as a mock of a test, is not among them: then there
 * is nothing to start.
 */
public final class OwnedConnections {

	private final List<Owned> connections = new CopyOnWriteArrayList<>();

	/**
	 * Own a connection.
	 * @param connection the connection that was created for the bean
	 * @param members the clients that it consists of, which may be itself
	 * @return the connection
	 */
	public IotConnection own(IotConnection connection, List<DefaultIotConnection> members) {
		this.connections.add(new Owned(connection, members));
		return connection;
	}

	/**
	 * The members of all connections, those of a pool one after the other.
	 * @return the members
	 */
	public Stream<DefaultIotConnection> members() {
		return this.connections.stream().flatMap((owned) -> owned.members().stream());
	}

	/**
	 * Find a connection.
	 * @param name its name
	 * @return the connection, or an empty optional if its bean is another one
	 */
	public Optional<Owned> find(String name) {
		return this.connections.stream().filter((owned) -> owned.connection().getName().equals(name)).findFirst();
	}

	/**
	 * The connection of an application that has one.
	 * @return the connection, or an empty optional if there are several or its bean is
	 * another one
	 */
	public Optional<Owned> only() {
		return (this.connections.size() == 1) ? Optional.of(this.connections.get(0)) : Optional.empty();
	}

	/**
	 * A connection.
	 *
	 * @param connection the connection
	 * @param members the clients that it consists of
	 */
	public record Owned(IotConnection connection, List<DefaultIotConnection> members) {
	}

}
