package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The admitted clients by client id. A newcomer ends the connection of the holder.
 * Changed on the event loop only, read by every thread.
 */
public final class SessionDirectory {

	static final int MAX_ENDED = 10_000;

	private static final Duration TOLD_AFTER_END = Duration.ofMinutes(30);

	private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

	/** In the order of their ends. */
	private final Map<String, ClientConnection> ended = new LinkedHashMap<>();

	public void claim(ClientSession newcomer) {
		ClientSession holder = this.sessions.put(newcomer.clientId(), newcomer);
		if (holder != null) {
			holder.end(EndReason.DUPLICATE_CLIENTID, ReasonCode.SESSION_TAKEN_OVER,
					"another client connected with this client id");
		}
		newcomer.open();
	}

	void release(ClientSession ended, EndReason reason) {
		this.sessions.remove(ended.clientId(), ended);
		remember(ended.connection().ended(reason.name(), Instant.now()));
	}

	// Forget connections that have ended.
	public void forgetEnded() {
		this.ended.clear();
	}

	void remember(ClientConnection connection) {
		this.ended.remove(connection.clientId());
		this.ended.put(connection.clientId(), connection);
		if (this.ended.size() > MAX_ENDED) {
			this.ended.remove(this.ended.keySet().iterator().next());
		}
	}

	/**
	 * Return the connection of a client, or the last one if it ended within 30 minutes.
	 * Called on the event loop.
	 * @param clientId the client id
	 * @param now the current time
	 * @return the connection, or {@code null} if there is none
	 */
	public @Nullable ClientConnection findConnection(String clientId, Instant now) {
		ClientSession session = find(clientId);
		ClientConnection connection = (session != null) ? session.connection() : this.ended.get(clientId);
		boolean told = connection != null && (connection.connected() || (connection.since() != null
				&& Duration.between(connection.since(), now).compareTo(TOLD_AFTER_END) <= 0));
		return told ? connection : null;
	}

	public @Nullable ClientSession find(String clientId) {
		return this.sessions.get(clientId);
	}

	public List<ClientSession> all() {
		return List.copyOf(this.sessions.values());
	}

	public Set<String> connectedClientIds() {
		return Set.copyOf(this.sessions.keySet());
	}

}
