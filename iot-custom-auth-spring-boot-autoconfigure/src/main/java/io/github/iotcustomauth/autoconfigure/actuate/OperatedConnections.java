package io.github.iotcustomauth.autoconfigure.actuate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The connections of an application, and those that it makes while it runs.
 *
 * @param beans the connections of the application, by bean name
 * @param owned those of this library among them
 * @param factories make the others
 */
record OperatedConnections(Map<String, IotConnection> beans, ObjectProvider<OwnedConnections> owned,
		ObjectProvider<IotConnectionFactory> factories) {

	/**
	 * The connections of the application.
	 * @return the connections, by name, and the members of pools, by client id
	 */
	Map<String, OperatedConnection> all() {
		Map<String, OperatedConnection> named = new LinkedHashMap<>();
		this.beans.forEach((beanName, connection) -> {
			// a mock has no name, and the application may have made several
			String name = Objects.requireNonNullElse(connection.getName(), beanName);
			String key = named.containsKey(name) ? beanName : name;
			List<DefaultIotConnection> members = members(connection);
			named.put(key, new OperatedConnection(connection, (members.size() == 1) ? members.get(0) : null));
			if (members.size() > 1) {
				members.forEach((member) -> named.put(member.getClientId(), new OperatedConnection(member, member)));
			}
		});
		return named;
	}

	/**
	 * Find a connection.
	 * @param name its name, or the client id of one that was made at run time
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable OperatedConnection find(String name) {
		OperatedConnection found = all().get(name);
		return (found != null) ? found
				: atRunTime().stream()
					.filter((connection) -> connection.getClientId().equals(name))
					.findFirst()
					.map((connection) -> new OperatedConnection(connection,
							(connection instanceof DefaultIotConnection own) ? own : null))
					.orElse(null);
	}

	List<IotConnection> atRunTime() {
		return this.factories.stream().flatMap((factory) -> factory.getConnections().values().stream()).toList();
	}

	Collection<String> clientIds() {
		return all().values()
			.stream()
			.map((connection) -> connection.bean().getClientId())
			.filter(Objects::nonNull)
			.toList();
	}

	// of a pool; of another connection itself, and of a foreign one none
	private List<DefaultIotConnection> members(IotConnection connection) {
		return this.owned.stream()
			.flatMap((candidates) -> ((connection.getName() != null) ? candidates.find(connection.getName())
					: candidates.only())
				.stream())
			.toList();
	}

}
