package io.github.iotcustomauth.local.broker;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a broker remembers of clients that have gone: bounds the number of their sessions,
 * and forgets everything when asked to. Works on the one thread that ends the sessions
 * whose time is over: two threads could both begin with a session, and one return before
 * the other is through with it.
 */
final class BrokerMemory {

	static final int MAX_SESSIONS = 5000;

	private static final Log logger = LogFactory.getLog(BrokerMemory.class);

	private static final int FORGET_SECONDS = 10;

	private final ActiveMQServer server;

	private final ScheduledExecutorService thread;

	private final int maxSessions;

	private boolean ending;

	BrokerMemory(ActiveMQServer server, int maxSessions) {
		this.server = server;
		this.thread = server.getScheduledPool();
		this.maxSessions = maxSessions;
	}

	// Look every second, as long as the broker runs.
	void startToBound() {
		this.thread.scheduleWithFixedDelay(this::bound, 1, 1, TimeUnit.SECONDS);
	}

	void bound() {
		try {
			List<MQTTSessionState> left = left((clientId) -> true);
			if (left.size() <= this.maxSessions) {
				return;
			}
			if (!this.ending) {
				this.ending = true;
				logger.warn("There are more than " + this.maxSessions
						+ " sessions of clients that are not connected: the oldest end");
			}
			end(left.stream()
				.sorted(Comparator.comparingLong(MQTTSessionState::getDisconnectedTime))
				.limit(left.size() - this.maxSessions)
				.toList());
		}
		catch (Exception ex) {
			logger.warn("The sessions of clients that are not connected cannot be bounded", ex);
		}
	}

	void forget(Predicate<String> clientIds) throws InterruptedException, ExecutionException, TimeoutException {
		this.thread.submit(() -> {
			end(left(clientIds));
			dropRetainedMessages();
			return null;
		}).get(FORGET_SECONDS, TimeUnit.SECONDS);
	}

	private List<MQTTSessionState> left(Predicate<String> clientIds) throws Exception {
		return MQTTStateManager.getInstance(this.server)
			.getSessionStates()
			.values()
			.stream()
			.filter((session) -> !session.isAttached() && clientIds.test(session.getClientId()))
			.toList();
	}

	private void end(List<MQTTSessionState> sessions) throws Exception {
		for (MQTTSessionState session : sessions) {
			// as if its client had gone long ago
			session.setClientSessionExpiryInterval(1);
			session.setDisconnectedTime(0);
		}
		MQTTStateManager.getInstance(this.server).scanSessions();
	}

	private void dropRetainedMessages() throws Exception {
		List<SimpleString> queues = this.server.getPostOffice()
			.getAllBindings()
			.map(Binding::getUniqueName)
			.filter((name) -> name.startsWith(RetainedTopics.PREFIX))
			.toList();
		for (SimpleString queue : queues) {
			RetainedTopics.drop(this.server, queue);
		}
	}

}
