package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The connections of the application, as the page shows them.
 */
@Component
class WatchedConnections {

	private final Map<String, WatchedConnection> connections = new ConcurrentHashMap<>();

	private final MessageLog messages;

	private final Clock clock;

	WatchedConnections(MessageLog messages, Clock clock) {
		this.messages = messages;
		this.clock = clock;
	}

	IotConnection watch(IotConnection connection) {
		WatchedConnection watched = new WatchedConnection(connection, this.messages);
		watched.observe();
		this.connections.put(watched.getName(), watched);
		return watched;
	}

	// not every state has an event
	@Scheduled(fixedRate = 200, timeUnit = TimeUnit.MILLISECONDS)
	void observe() {
		this.connections.values().forEach(WatchedConnection::observe);
	}

	@EventListener
	void onConnected(ConnectedEvent event) {
		changed(event.connection(), ConnectionState.CONNECTED,
				event.sessionPresent() ? "The server has kept the session" : "New session");
	}

	@EventListener
	void onDisconnected(DisconnectedEvent event) {
		changed(event.connection(), state(event), event.failure().title());
	}

	private static ConnectionState state(DisconnectedEvent event) {
		if (event.nextAttempt() == null) {
			return ConnectionState.STOPPED;
		}
		return (event.failure().kind() == Kind.REJECTED) ? ConnectionState.REJECTED : ConnectionState.WAITING;
	}

	private void changed(String name, ConnectionState state, String reason) {
		WatchedConnection connection = this.connections.get(name);
		if (connection != null) {
			connection.changed(this.clock.instant(), state, reason);
		}
	}

	@Nullable IotConnection find(String name) {
		return this.connections.get(name);
	}

	List<ConnectionView> views() {
		return this.connections.values()
			.stream()
			.map(WatchedConnection::view)
			.sorted(Comparator.comparing(ConnectionView::name))
			.toList();
	}

}
