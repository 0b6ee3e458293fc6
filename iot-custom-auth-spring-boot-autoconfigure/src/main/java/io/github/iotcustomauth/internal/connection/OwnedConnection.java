package io.github.iotcustomauth.internal.connection;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The connection behind the bean of the application, which may be a proxy or a wrapper.
 * Empty when the bean is another one, such as a mock of a test: then there is nothing to
 * start.
 */
public final class OwnedConnection {

	private volatile @Nullable DefaultIotConnection connection;

	/**
	 * Own a connection.
	 * @param created the connection that was created for the bean
	 * @return the connection
	 */
	public DefaultIotConnection own(DefaultIotConnection created) {
		this.connection = created;
		return created;
	}

	/**
	 * Return the connection.
	 * @return the connection, or an empty optional if the bean is another one
	 */
	public Optional<DefaultIotConnection> get() {
		return Optional.ofNullable(this.connection);
	}

}
