package io.github.iotcustomauth.local;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.gateway.GatewayListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps the last events, logs those that explain something, and passes all on.
 */
final class EventLog implements GatewayListener {

	static final int CAPACITY = 1000;

	private static final Log logger = LogFactory.getLog(LocalIotCore.class);

	private final Deque<LocalIotCoreEvent> events = new ArrayDeque<>();

	private final Consumer<LocalIotCoreEvent> listener;

	EventLog(Consumer<LocalIotCoreEvent> listener) {
		this.listener = listener;
	}

	List<LocalIotCoreEvent> getEvents() {
		synchronized (this.events) {
			return List.copyOf(this.events);
		}
	}

	@Override
	public void connected(String clientId, String detail) {
		add(LocalIotCoreEvent.Type.CONNECTED, clientId, detail);
	}

	@Override
	public void refused(String clientId, String rule) {
		LocalIotCoreEvent event = add(LocalIotCoreEvent.Type.REFUSED, clientId, rule);
		logger.info("Refused client '" + event.clientId() + "': " + event.detail());
	}

	@Override
	public void disconnected(String clientId, String reason) {
		LocalIotCoreEvent event = add(LocalIotCoreEvent.Type.DISCONNECTED, clientId, reason);
		logger.debug("Client '" + event.clientId() + "' disconnected: " + event.detail());
	}

	@Override
	public void subscribed(String clientId, String filter) {
		add(LocalIotCoreEvent.Type.SUBSCRIBED, clientId, filter);
	}

	@Override
	public void published(String clientId, String topic) {
		add(LocalIotCoreEvent.Type.PUBLISHED, clientId, topic);
	}

	@Override
	public void denied(String clientId, String rule) {
		LocalIotCoreEvent event = add(LocalIotCoreEvent.Type.DENIED, clientId, rule);
		logger.info("Denied client '" + event.clientId() + "': " + event.detail());
	}

	private LocalIotCoreEvent add(LocalIotCoreEvent.Type type, String clientId, String detail) {
		LocalIotCoreEvent event = new LocalIotCoreEvent(Instant.now(), type, printable(clientId), printable(detail));
		synchronized (this.events) {
			if (this.events.size() == CAPACITY) {
				this.events.removeFirst();
			}
			this.events.addLast(event);
		}
		try {
			this.listener.accept(event);
		}
		catch (Exception ex) {
			logger.warn("An event listener of the local endpoint failed", ex);
		}
		return event;
	}

	private static String printable(String text) {
		// what clients choose must not forge lines of the log
		return text.replaceAll("\\p{Cntrl}", "?");
	}

}
