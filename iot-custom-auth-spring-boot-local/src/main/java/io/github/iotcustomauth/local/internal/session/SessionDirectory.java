package io.github.iotcustomauth.local.internal.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The admitted clients by client id. A newcomer ends the connection of the holder.
 * Changed on the event loop only, read by every thread.
 */
public final class SessionDirectory {

	private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

	public void claim(ClientSession newcomer) {
		ClientSession holder = this.sessions.put(newcomer.clientId(), newcomer);
		if (holder != null) {
			holder.end(EndReason.DUPLICATE_CLIENTID, ReasonCode.SESSION_TAKEN_OVER,
					"another client connected with this client id");
		}
		newcomer.open();
	}

	void release(ClientSession ended) {
		this.sessions.remove(ended.clientId(), ended);
	}

	// Return whether a client has the client id.
	public boolean isHeld(String clientId) {
		return this.sessions.containsKey(clientId);
	}

	public @Nullable ClientSession find(String clientId) {
		return this.sessions.get(clientId);
	}

	public List<ClientSession> all() {
		return List.copyOf(this.sessions.values());
	}

	public Set<String> connectedClientIds() {
		return this.sessions.values().stream().map(ClientSession::clientId).collect(Collectors.toUnmodifiableSet());
	}

}
