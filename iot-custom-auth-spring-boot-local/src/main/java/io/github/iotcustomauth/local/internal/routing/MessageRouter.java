package io.github.iotcustomauth.local.internal.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

import org.jspecify.annotations.Nullable;

/**
 * Routes messages to sessions: subscriptions, shared subscriptions and retained messages,
 * all in memory. Confined to the event loop, so that nothing is locked.
 */
public final class MessageRouter {

	private static final String SHARE_PREFIX = "$share/";

	private final TopicTree<Subscription> subscriptions = new TopicTree<>();

	private final Map<String, SharedGroup> groups = new HashMap<>();

	private final RoutingContext context;

	private final RetainedMessages retained;

	private final SessionStore sessions;

	/**
	 * Create a router.
	 * @param loop the event loop, on which all methods are called
	 * @param settings what is done to deliveries
	 */
	public MessageRouter(ScheduledExecutorService loop, RoutingSettings settings) {
		this(new RoutingContext(loop, System::nanoTime, new QueueMemory(Runtime.getRuntime().maxMemory() / 2),
				settings), SessionStore.MAX_DETACHED);
	}

	MessageRouter(RoutingContext context, int maxDetached) {
		this.context = context;
		this.retained = new RetainedMessages(context.memory());
		this.sessions = new SessionStore(context, maxDetached, this::forget);
	}

	/**
	 * Open the session of a client, to be followed by
	 * {@link RoutingSession#attach(Outlet, int)} once the client has its CONNACK.
	 * @param key what identifies the session: {@code <protocol version>/<client id>}
	 * @param clean whether an existing session is discarded
	 * @return the session, and whether it existed
	 */
	public Opened open(String key, boolean clean) {
		return this.sessions.open(key, clean);
	}

	/**
	 * Disconnect the client of a session.
	 * @param session the session
	 * @param expirySeconds for how long the session is kept
	 */
	public void leave(RoutingSession session, long expirySeconds) {
		this.sessions.leave(session, expirySeconds);
	}

	/**
	 * Subscribe, or replace the subscription with the same filter.
	 * @param session the session
	 * @param filter the topic filter, for a shared subscription with
	 * {@code $share/<group>/}
	 * @param qos the maximum QoS
	 * @param retainAsPublished whether the RETAIN flag of the publisher is kept
	 * @return whether the subscription is new
	 */
	public boolean subscribe(RoutingSession session, String filter, int qos, boolean retainAsPublished) {
		Subscription added = filter.startsWith(SHARE_PREFIX) ? share(session, filter, qos)
				: new Subscription(session, filter, qos, retainAsPublished, null);
		Subscription replaced = session.subscriptions().put(filter, added);
		if (replaced != null) {
			this.subscriptions.remove(replaced.filter(), replaced);
		}
		this.subscriptions.add(added.filter(), added);
		return replaced == null;
	}

	private Subscription share(RoutingSession session, String filter, int qos) {
		SharedGroup group = this.groups.computeIfAbsent(filter, (key) -> new SharedGroup(key, this.context.memory()));
		Subscription member = new Subscription(session, filter.split("/", 3)[2], qos, false, group);
		group.add(member);
		return member;
	}

	/**
	 * Send the retained message of a topic to a session, if there is one.
	 * @param session the session
	 * @param topic the topic, which the session is subscribed to by this name
	 */
	public void sendRetained(RoutingSession session, String topic) {
		long now = this.context.now();
		RoutedMessage message = this.retained.get(topic, now);
		if (message != null) {
			session.offer(new Delivery(message, Math.min(message.qos(), session.qos(topic)), true, null), now);
		}
	}

	/**
	 * Unsubscribe.
	 * @param session the session
	 * @param filter the topic filter as it was subscribed
	 * @return whether there was such a subscription
	 */
	public boolean unsubscribe(RoutingSession session, String filter) {
		Subscription removed = session.subscriptions().remove(filter);
		if (removed != null) {
			remove(filter, removed);
		}
		return removed != null;
	}

	private void remove(String filter, Subscription subscription) {
		this.subscriptions.remove(subscription.filter(), subscription);
		if (subscription.group() != null && subscription.group().remove(subscription)) {
			this.groups.remove(filter);
		}
	}

	/**
	 * Publish a message, and retain it if it asks for that.
	 * @param message the message
	 */
	public void publish(RoutedMessage message) {
		long now = this.context.now();
		if (message.retain()) {
			this.retained.put(message, now);
		}
		List<Subscription> receivers = new ArrayList<>();
		Set<SharedGroup> sharing = new LinkedHashSet<>();
		this.subscriptions.match(message.topic(), (subscription) -> {
			if (subscription.group() == null) {
				receivers.add(subscription);
			}
			else {
				sharing.add(subscription.group());
			}
		});
		receivers.forEach((subscription) -> subscription.session().offer(subscription.deliver(message), now));
		sharing.forEach((group) -> group.publish(message, now));
	}

	/**
	 * Return the retained messages.
	 * @return the retained messages by topic
	 */
	public RetainedMessages retained() {
		return this.retained;
	}

	/**
	 * Return the time that expiry intervals are counted from.
	 * @return the monotonic time in nanoseconds
	 */
	public long now() {
		return this.context.now();
	}

	/**
	 * Return the session that a client has left or is connected with.
	 * @param key what identifies the session
	 * @return the session, or {@code null} if there is none
	 */
	public @Nullable RoutingSession find(String key) {
		return this.sessions.find(key);
	}

	/**
	 * Drop retained messages, and the sessions of clients that are not connected.
	 */
	public void reset() {
		this.retained.clear();
		this.sessions.endDetached();
	}

	private void forget(RoutingSession session) {
		session.detach();
		List<Delivery> unacknowledged = session.clear();
		Map<String, Subscription> ended = Map.copyOf(session.subscriptions());
		session.subscriptions().clear();
		ended.forEach(this::remove);
		ended.values().forEach((subscription) -> {
			SharedGroup group = subscription.group();
			if (group != null) {
				group.giveBack(unacknowledged.stream().filter((delivery) -> delivery.group() == group).toList(),
						this.context.now());
			}
		});
	}

	/**
	 * An opened session.
	 *
	 * @param session the session
	 * @param resumed whether it existed
	 */
	public record Opened(RoutingSession session, boolean resumed) {

	}

}
