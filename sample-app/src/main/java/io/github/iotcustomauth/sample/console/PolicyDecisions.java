package io.github.iotcustomauth.sample.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreObserver;

import org.springframework.stereotype.Component;

/**
 * The last decisions of the policies of the local endpoint, and what it refused for
 * another reason. Thread-safe.
 */
@Component
class PolicyDecisions {

	/**
	 * Maximum number of decisions that are kept.
	 */
	static final int CAPACITY = 50;

	private final Map<String, Decision> decisions = new LinkedHashMap<>();

	synchronized void add(LocalIotCoreObserver.Decision decision) {
		String subject = subject(decision.action(), decision.resource());
		put(decision.clientId() + " " + subject, new Decision(decision.at(), decision.clientId(), subject,
				decision.allowed(), decision.explanation(), decision.statement(), 1));
	}

	/**
	 * Add what the endpoint refused, unless a policy did.
	 * @param event an event of the endpoint
	 */
	synchronized void add(LocalIotCoreEvent event) {
		boolean refused = event.type() == LocalIotCoreEvent.Type.REFUSED;
		if ((refused || event.type() == LocalIotCoreEvent.Type.DENIED) && !isKnown(event)) {
			put(event.clientId() + " " + event.type() + " " + event.detail(), new Decision(event.at(), event.clientId(),
					refused ? "CONNECT" : "Packet or message", false, event.detail(), null, 1));
		}
	}

	// a policy's denial comes as a decision first
	private boolean isKnown(LocalIotCoreEvent event) {
		return this.decisions.values()
			.stream()
			.anyMatch((decision) -> !decision.allowed() && decision.clientId().equals(event.clientId())
					&& event.detail().contains(decision.subject()));
	}

	private static String subject(String action, String resource) {
		return action + " on " + resource;
	}

	private void put(String key, Decision decision) {
		this.decisions.put(key, decision.after(this.decisions.remove(key)));
		if (this.decisions.size() > CAPACITY) {
			this.decisions.remove(this.decisions.keySet().iterator().next());
		}
	}

	/**
	 * Return the decisions.
	 * @return the decisions, the newest one last
	 */
	synchronized List<Decision> decisions() {
		return List.copyOf(this.decisions.values());
	}

}
