package io.github.iotcustomauth.local.broker;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a broker remembers of clients that have gone: bounds the number of their sessions,
 * of their retained messages and of topics that nobody hears, and forgets all of them
 * when asked to. What is young is spared for some seconds. The broker's own reaper does
 * nothing. Works on the one thread that ends the sessions whose time is over: two threads
 * could both begin with a session, and one return before the other is through with it.
 */
final class BrokerMemory implements AutoCloseable {

	static final int MAX_SESSIONS = 5000;

	private static final Log logger = LogFactory.getLog(BrokerMemory.class);

	private static final int SECONDS = 8;

	/** What is younger may just be about to be used, or used again. */
	private static final long MIN_AGE_MILLIS = 5000;

	private final ActiveMQServer server;

	private final int maxSessions;

	private final UnheardTopics topics;

	private final Future<?> bounding;

	private boolean ending;

	private BrokerMemory(ActiveMQServer server, QueueLimits queues, RetainedTopics retained, int maxSessions) {
		this.server = server;
		this.maxSessions = maxSessions;
		this.topics = new UnheardTopics(server, MIN_AGE_MILLIS);
		List<BoundingStep> steps = List.of(new BoundingStep("Messages that wait", queues::bound),
				new BoundingStep("Topics that nobody hears", this.topics::bound),
				new BoundingStep("Retained messages", () -> retained.dropCleared(server, MIN_AGE_MILLIS)),
				new BoundingStep("Sessions of clients that are not connected", this::boundSessions));
		this.bounding = server.getScheduledPool()
			.scheduleWithFixedDelay(() -> steps.forEach(BoundingStep::run), 1, 1, TimeUnit.SECONDS);
	}

	static BrokerMemory of(ActiveMQServer server, QueueLimits queues, RetainedTopics retained, int maxSessions) {
		return new BrokerMemory(server, queues, retained, maxSessions);
	}

	private void boundSessions() throws Exception {
		List<MQTTSessionState> left = left((clientId) -> true);
		if (left.size() > this.maxSessions) {
			long youngest = System.currentTimeMillis() - MIN_AGE_MILLIS;
			List<MQTTSessionState> first = left.stream()
				.sorted(Comparator.comparingLong(MQTTSessionState::getDisconnectedTime))
				.limit(left.size() - this.maxSessions)
				.filter((session) -> session.getDisconnectedTime() <= youngest)
				.toList();
			if (!first.isEmpty()) {
				warn();
				end(first);
			}
		}
	}

	private void warn() {
		if (!this.ending) {
			this.ending = true;
			logger.warn("There are more than " + this.maxSessions
					+ " sessions of clients that are not connected: those that were left first end");
		}
	}

	// Forget retained messages, topics without subscriptions, and sessions without a
	// connection. Whoever had one of these must not come back until then.
	void forget(Predicate<String> clientIds) throws Exception {
		Future<?> forgetting = this.server.getScheduledPool().submit(() -> {
			end(left(clientIds));
			RetainedTopics.dropAll(this.server);
			this.topics.forget();
			return null;
		});
		try {
			forgetting.get(SECONDS, TimeUnit.SECONDS);
		}
		finally {
			forgetting.cancel(true);
		}
	}

	private List<MQTTSessionState> left(Predicate<String> clientIds) throws Exception {
		return MQTTStateManager.getInstance(this.server)
			.getSessionStates()
			.values()
			.stream()
			// one that has never been left is about to be entered
			.filter((session) -> !session.isAttached() && session.getDisconnectedTime() > 0)
			.filter((session) -> clientIds.test(session.getClientId()))
			.toList();
	}

	// One after the other: the broker does not look again whether a client has come back
	// once it has begun with the sessions it has found.
	private void end(List<MQTTSessionState> sessions) throws Exception {
		for (MQTTSessionState session : sessions) {
			if (!session.isAttached()) {
				// as if its client had gone long ago
				session.setDisconnectedTime(1);
				if (session.getClientSessionExpiryInterval() <= 0) {
					session.setClientSessionExpiryInterval(1);
				}
				MQTTStateManager.getInstance(this.server).scanSessions();
			}
		}
	}

	// A broker that stops forgets its sessions, and would begin anew when asked for them.
	@Override
	public void close() {
		this.bounding.cancel(false);
		try {
			this.server.getScheduledPool().submit(() -> {
			}).get(SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			logger.debug("The thread of the broker is busy", ex);
		}
		catch (Exception ex) {
			logger.debug("The thread of the broker has ended", ex);
		}
	}

}
