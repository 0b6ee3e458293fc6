package io.github.iotcustomauth.local.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which client id. A newcomer ends the holder, and opens its own link only
 * after the broker has let go of the old one: that makes take-over and resume
 * deterministic. Changed on the event loop only, read by every thread.
 */
public final class SessionDirectory {

	private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

	private final SubscribedFilters filters = new SubscribedFilters();

	/** Who may not come in yet, or {@code null} when everybody may. */
	private @Nullable List<ClientSession> waiting;

	SubscribedFilters filters() {
		return this.filters;
	}

	// Let nobody in until further notice. Those who come meanwhile wait.
	public void hold() {
		this.waiting = new ArrayList<>();
	}

	public void letIn() {
		List<ClientSession> newcomers = this.waiting;
		this.waiting = null;
		if (newcomers != null) {
			newcomers.forEach(this::claim);
		}
	}

	public void claim(ClientSession newcomer) {
		if (this.waiting != null) {
			this.waiting.add(newcomer);
			return;
		}
		ClientSession holder = this.sessions.put(newcomer.clientId(), newcomer);
		newcomer.whenReleased().addListener((released) -> this.sessions.remove(newcomer.clientId(), newcomer));
		if (holder == null) {
			newcomer.open();
			return;
		}
		holder.end(EndReason.DUPLICATE_CLIENTID, ReasonCode.SESSION_TAKEN_OVER,
				"another client connected with this client id");
		holder.whenReleased().addListener((released) -> newcomer.open());
	}

	// Return whether a client has the client id, or is about to get it.
	public boolean isHeld(String clientId) {
		ClientSession holder = this.sessions.get(clientId);
		return holder != null && !holder.hasEnded();
	}

	public @Nullable ClientSession find(String clientId) {
		ClientSession session = this.sessions.get(clientId);
		return (session != null && session.isConnected()) ? session : null;
	}

	public List<ClientSession> all() {
		return List.copyOf(this.sessions.values());
	}

	public Set<String> connectedClientIds() {
		return this.sessions.values()
			.stream()
			.filter(ClientSession::isConnected)
			.map(ClientSession::clientId)
			.collect(Collectors.toUnmodifiableSet());
	}

}
