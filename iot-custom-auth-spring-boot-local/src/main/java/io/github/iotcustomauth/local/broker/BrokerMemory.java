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
 * topics and retained messages, and forgets everything when asked to. The broker's own
 * reaper does nothing. Works on the one thread that ends the sessions whose time is over:
 * two threads could both begin with a session, and one return before the other is through
 * with it.
 */
final class BrokerMemory implements AutoCloseable {

	static final int MAX_SESSIONS = 5000;

	private static final Log logger = LogFactory.getLog(BrokerMemory.class);

	private static final int SECONDS = 8;

	/** What is younger may just be about to be used. */
	private static final long MIN_AGE_MILLIS = 5000;

	private final ActiveMQServer server;

	private final int maxSessions;

	private final QueueLimits queues;

	private final RetainedTopics retained;

	private final UnheardTopics topics;

	private final Future<?> bounding;

	private boolean ending;

	private BrokerMemory(ActiveMQServer server, QueueLimits queues, RetainedTopics retained, int maxSessions) {
		this.server = server;
		this.queues = queues;
		this.retained = retained;
		this.maxSessions = maxSessions;
		this.topics = new UnheardTopics(server, MIN_AGE_MILLIS);
		this.bounding = server.getScheduledPool().scheduleWithFixedDelay(this::bound, 1, 1, TimeUnit.SECONDS);
	}

	static BrokerMemory of(ActiveMQServer server, QueueLimits queues, RetainedTopics retained, int maxSessions) {
		return new BrokerMemory(server, queues, retained, maxSessions);
	}

	private void bound() {
		try {
			this.queues.bound();
			this.topics.bound();
			this.retained.dropCleared(this.server, MIN_AGE_MILLIS);
			List<MQTTSessionState> left = left((clientId) -> true);
			if (left.size() > this.maxSessions) {
				warn();
				end(left.stream()
					.sorted(Comparator.comparingLong(MQTTSessionState::getDisconnectedTime))
					.limit(left.size() - this.maxSessions)
					.toList());
			}
		}
		catch (Exception ex) {
			logger.warn("What is left of clients that are not connected cannot be bounded", ex);
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

	private void end(List<MQTTSessionState> sessions) throws Exception {
		for (MQTTSessionState session : sessions) {
			if (!session.isAttached()) {
				// as if its client had gone long ago
				session.setClientSessionExpiryInterval(1);
				session.setDisconnectedTime(1);
			}
		}
		MQTTStateManager.getInstance(this.server).scanSessions();
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
