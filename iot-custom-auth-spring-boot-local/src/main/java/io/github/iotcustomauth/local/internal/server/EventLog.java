package io.github.iotcustomauth.local.internal.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Stores the latest events of each type and the latest messages, logs refusals and
 * denials, and forwards all events to listeners.
 */
public final class EventLog implements EndpointListener {

	static final int CAPACITY = 1000;

	static final int CLIENT_ID_CHARACTERS = 128;

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Log logger = LogFactory.getLog("io.github.iotcustomauth.local.LocalIotCore");

	private static final Set<String> ORDINARY_ENDS = Set.of("CLIENT_INITIATED_DISCONNECT", "CONNECTION_LOST",
			"SERVER_INITIATED_DISCONNECT");

	/** Per type, so that a stream of messages does not evict a refusal. */
	private final Map<LocalIotCoreEvent.Type, Deque<Numbered>> events = new EnumMap<>(LocalIotCoreEvent.Type.class);

	private final MessageLog messages = new MessageLog();

	private final ConnectLog connects = new ConnectLog();

	private final List<Consumer<LocalIotCoreEvent>> listeners = new CopyOnWriteArrayList<>();

	private long additions;

	private final DenialLog denials = new DenialLog();

	private final Observers observers;

	public EventLog(Observers observers) {
		this.observers = observers;
	}

	public List<LocalIotCoreEvent> getEvents() {
		synchronized (this.events) {
			return this.events.values()
				.stream()
				.flatMap(Deque::stream)
				.sorted(Comparator.comparingLong(Numbered::number))
				.map(Numbered::event)
				.toList();
		}
	}

	public List<LocalIotCoreMessage> getMessages() {
		return this.messages.getMessages();
	}

	public List<Instant> getConnectAttempts(String clientId) {
		return this.connects.getAttempts(shown(clientId));
	}

	public void addListener(Consumer<LocalIotCoreEvent> listener) {
		this.listeners.add(listener);
	}

	public void removeListener(Consumer<LocalIotCoreEvent> listener) {
		this.listeners.remove(listener);
	}

	public void clear() {
		synchronized (this.events) {
			this.events.clear();
		}
		this.messages.clear();
		this.connects.clear();
	}

	// Wait until a condition holds. It is evaluated after every event and periodically,
	// because it may depend on more than events, such as connect attempts.
	public boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		while (true) {
			long seen = getAdditions();
			// outside the lock: it may call the endpoint
			if (condition.getAsBoolean()) {
				return true;
			}
			long now = System.nanoTime();
			if (now - end >= 0) {
				return false;
			}
			awaitAddition(seen, Math.min(end, now + LOOK_NANOS));
		}
	}

	private long getAdditions() {
		synchronized (this.events) {
			return this.additions;
		}
	}

	private void awaitAddition(long seen, long end) throws InterruptedException {
		synchronized (this.events) {
			for (long nanos = end - System.nanoTime(); this.additions == seen
					&& nanos > 0; nanos = end - System.nanoTime()) {
				TimeUnit.NANOSECONDS.timedWait(this.events, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
			}
		}
	}

	@Override
	public void connecting(String clientId) {
		this.connects.add(shown(clientId));
	}

	@Override
	public void connected(String clientId, String detail) {
		this.denials.forget(clientId);
		add(LocalIotCoreEvent.Type.CONNECTED, clientId, detail);
	}

	@Override
	public void refreshed(String clientId, String principalId) {
		add(LocalIotCoreEvent.Type.REFRESHED, clientId, principalId);
	}

	@Override
	public void refused(String clientId, String rule) {
		logger.info(printable("Refused client '" + shown(clientId) + "': " + rule));
		add(LocalIotCoreEvent.Type.REFUSED, shown(clientId), rule);
	}

	@Override
	public void disconnected(String clientId, String reason, String detail) {
		String line = printable("Client '" + clientId + "' disconnected, " + reason + ": " + detail);
		if (ORDINARY_ENDS.contains(reason)) {
			logger.debug(line);
		}
		else {
			logger.info(line);
		}
		add(LocalIotCoreEvent.Type.DISCONNECTED, clientId, reason + ": " + detail);
	}

	@Override
	public void subscribed(String clientId, String filter) {
		add(LocalIotCoreEvent.Type.SUBSCRIBED, clientId, filter);
	}

	@Override
	public void unsubscribed(String clientId, String filter) {
		add(LocalIotCoreEvent.Type.UNSUBSCRIBED, clientId, filter);
	}

	@Override
	public void published(String clientId, String topic, byte[] payload, int qos, boolean retained,
			MessageProperties properties) {
		this.messages.add(new LocalIotCoreMessage(Instant.now(), clientId, topic, payload, qos, retained, properties));
		add(LocalIotCoreEvent.Type.PUBLISHED, clientId, topic);
	}

	@Override
	public void denied(String clientId, String rule) {
		String line = printable("Denied client '" + clientId + "': " + rule);
		if (this.denials.isNew(clientId, line)) {
			logger.info(line);
		}
		add(LocalIotCoreEvent.Type.DENIED, clientId, rule);
	}

	@Override
	public void decided(String clientId, PolicyDecision decision) {
		this.observers.decided(clientId, decision);
	}

	private void add(LocalIotCoreEvent.Type type, String clientId, String detail) {
		LocalIotCoreEvent event = new LocalIotCoreEvent(Instant.now(), type, clientId, detail);
		synchronized (this.events) {
			Deque<Numbered> same = this.events.computeIfAbsent(type, (key) -> new ArrayDeque<>());
			if (same.size() == CAPACITY) {
				same.removeFirst();
			}
			same.addLast(new Numbered(this.additions, event));
			this.additions++;
			this.events.notifyAll();
		}
		this.listeners.forEach((listener) -> tell(listener, event));
	}

	private static void tell(Consumer<LocalIotCoreEvent> listener, LocalIotCoreEvent event) {
		try {
			listener.accept(event);
		}
		catch (Throwable ex) {
			// nor may an assertion of a test get into the way of the endpoint
			logger.warn("An event listener of the local endpoint failed", ex);
		}
	}

	// what is refused may be refused for its length
	static String shown(String clientId) {
		return (clientId.length() > CLIENT_ID_CHARACTERS) ? clientId.substring(0, CLIENT_ID_CHARACTERS) : clientId;
	}

	private static String printable(String text) {
		// what clients choose must not forge lines of the log
		return text.replaceAll("\\p{Cntrl}", "?");
	}

	private record Numbered(long number, LocalIotCoreEvent event) {
	}

}
