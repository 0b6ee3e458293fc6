package io.github.iotcustomauth.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.iotcustomauth.autoconfigure.actuate.IotConnectionsDescriptor.MadeAtRunTime;
import io.github.iotcustomauth.internal.listener.ListenerContainers;
import io.github.iotcustomauth.internal.listener.ListenerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} that shows connections and lets them be operated. Write
 * operations are off unless the access of the endpoint is unrestricted.
 */
@Endpoint(id = "iotconnections", defaultAccess = Access.READ_ONLY)
class IotConnectionsEndpoint {

	private final Supplier<OperatedConnections> connections;

	private final ObjectProvider<ListenerContainers> listeners;

	private final ConnectionOperations operations;

	/**
	 * Create an endpoint.
	 * @param connections finds the connections
	 * @param listeners the listeners of the application
	 * @param operations operates the connections
	 */
	IotConnectionsEndpoint(Supplier<OperatedConnections> connections, ObjectProvider<ListenerContainers> listeners,
			ConnectionOperations operations) {
		this.connections = connections;
		this.listeners = listeners;
		this.operations = operations;
	}

	/**
	 * Describe all connections.
	 * @return the descriptions
	 */
	@ReadOperation
	IotConnectionsDescriptor connections() {
		OperatedConnections all = this.connections.get();
		Map<String, ConnectionDescriptor> described = new LinkedHashMap<>();
		all.all().forEach((name, connection) -> described.put(name, describe(connection, all)));
		return new IotConnectionsDescriptor(described, new MadeAtRunTime(all.atRunTime().size(),
				all.atRunTime().stream().filter((made) -> made.getStatus().isConnected()).count()));
	}

	/**
	 * Describe a connection.
	 * @param name its name, or the client id of one that was made at run time
	 * @return the description, or {@code null} if there is no such connection
	 */
	@ReadOperation
	@Nullable ConnectionDescriptor connection(@Selector String name) {
		OperatedConnections all = this.connections.get();
		OperatedConnection found = all.find(name);
		return (found != null) ? describe(found, all) : null;
	}

	private ConnectionDescriptor describe(OperatedConnection connection, OperatedConnections all) {
		return connection.describe(listenersOf(connection), all.clientIds());
	}

	private List<ListenerStatus> listenersOf(OperatedConnection connection) {
		return this.listeners.stream()
			.flatMap((containers) -> containers.snapshot().stream())
			.filter((listener) -> listener.connection() == connection.bean())
			.toList();
	}

	/**
	 * Operate a connection.
	 * @param name its name, or the client id of one that was made at run time
	 * @param action what to do
	 * @param listener the id of the listener to pause or resume
	 * @param unsubscribe whether a paused listener unsubscribes at once
	 * @param filter the refused topic filter to ask for, or {@code null} for all of them
	 * @return the outcome, or {@code null} if there is no such connection
	 */
	@WriteOperation
	@Nullable OutcomeDescriptor operate(@Selector String name, Action action, @Nullable String listener,
			@Nullable Boolean unsubscribe, @Nullable String filter) {
		OperatedConnection found = this.connections.get().find(name);
		if (found == null) {
			return null;
		}
		return switch (action) {
			case RECONNECT -> this.operations.reconnect(found);
			case REFRESH -> this.operations.refresh(found);
			case RETRY -> this.operations.retry(found, filter);
			case PAUSE -> this.operations.pause(found, listenersOf(found), listener, Boolean.TRUE.equals(unsubscribe));
			case RESUME -> this.operations.resume(found, listenersOf(found), listener);
		};
	}

	/**
	 * Operation on a connection.
	 */
	enum Action {

		/**
		 * Disconnect, ask for credentials and connect again, or connect now rather than
		 * later.
		 */
		RECONNECT,

		/**
		 * Ask for new credentials and connect again with them.
		 */
		REFRESH,

		/**
		 * Hold the messages of a listener, or unsubscribe it.
		 */
		PAUSE,

		/**
		 * Let a paused listener receive again.
		 */
		RESUME,

		/**
		 * Ask for refused topic filters now.
		 */
		RETRY

	}

}
